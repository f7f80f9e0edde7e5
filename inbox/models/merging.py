"""What was merged into what, so that it can be taken apart again; and what must stay apart."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from inbox.models.contact import Contact
from inbox.models.conversation import Conversation


class ContactMerge(models.Model):
    """One contact was merged into another, which may since have been merged further."""

    part = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="merge")
    whole = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.part_id} in {self.whole_id}"


class Apart(models.Model):
    """Somebody said that these two are not the same person: never suggest it again."""

    one = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["one", "other"], name="apart_once")]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"


class Merged(models.Model):
    """One conversation was merged into another.

    `base` and `since` tell how the other stood before anything was first merged into it, and
    when: from there its state is worked out anew when something is taken apart.
    """

    part = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="merge")
    whole = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="merges")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    since = models.DateTimeField()
    base = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name_plural = "merged"

    def __str__(self) -> str:
        return f"{self.part_id} in {self.whole_id}"
