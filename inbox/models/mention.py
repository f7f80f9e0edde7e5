"""Who is named in a note: kept as ids, so that whoever changes their name is still meant."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Department
from inbox.models.note import Note


class Mention(models.Model):
    """One place of a note's text, `start` to `start + length`, that names a member or a department."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="mentions")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, related_name="mentions")
    start = models.PositiveIntegerField()
    length = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "start"], name="mention_one_a_place"),
            models.CheckConstraint(condition=Q(member=None) ^ Q(department=None), name="mention_of_one"),
        ]

    def __str__(self) -> str:
        return f"@{self.member or self.department}"
