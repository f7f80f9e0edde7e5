"""Who held a conversation when: pieces of time without gaps, the last of which lasts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Department
from inbox.models.conversation import Conversation


class SegmentQuerySet(models.QuerySet["Segment"]):
    """Ways to ask for segments."""

    def lasting(self) -> SegmentQuerySet:
        """Those that last: one of each conversation that stands."""
        return self.filter(ended_at=None)

    def spans(self, now: datetime | None = None) -> Any:
        """With `since` and `until`: of one conversation they add up from its opening to now, or to its merging."""
        return self.annotate(
            since=Coalesce("started_at", "conversation__opened_at"),
            until=Coalesce("ended_at", models.Value(now or timezone.now())),
        )


class Segment(models.Model):
    """One department held one conversation, from one moment to another.

    The first has no beginning of its own: it begins with the conversation, whose opening moves
    when an earlier message arrives late. So the segments always add up.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="segments")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    taken_back = models.BooleanField(default=False)
    """Handed there by mistake: whoever did it undid it. The time counts, a coming back does not."""

    objects: ClassVar = SegmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation"], condition=Q(ended_at=None), name="segment_lasts_once"),
            models.UniqueConstraint(fields=["conversation"], condition=Q(started_at=None), name="segment_first_once"),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} held {self.conversation_id}"
