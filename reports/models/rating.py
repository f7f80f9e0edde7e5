"""What people outside say of how their matter was resolved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Department
from inbox.models import Conversation


class Rating(models.Model):
    """One for each resolution, at most; given again within its time, it is replaced."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="ratings")
    resolved_at = models.DateTimeField()
    """Which resolution it is about."""
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    """Who held it when it was resolved."""
    score = models.PositiveSmallIntegerField()
    """From 1, bad, to 5, very good."""
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "resolved_at"], name="rating_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.score} of 5 for {self.conversation_id}"
