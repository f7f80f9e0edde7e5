"""A reply or note on its way; autosaved, one of each per member and conversation."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation
from inbox.models.message import Message


class DraftKind(models.TextChoices):
    """Which buffer of the composer it is."""

    REPLY = "reply", _("Reply")
    NOTE = "note", _("Note")


class DraftState(models.TextChoices):
    """Where a draft stands."""

    WRITING = "writing", _("Being written")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    STALE = "stale", _("Needs another look")
    DISCARDED = "discarded", _("Discarded")


OPEN = (DraftState.WRITING, DraftState.RETURNED)
"""Its author may write on."""

WAITING = (DraftState.SUBMITTED, DraftState.STALE)
"""Somebody has to look at it before it can leave."""


class Draft(models.Model):
    """What someone has typed. `version` grows with each saved change.

    From the moment it is submitted or sent its words stand still; only an approver's edit
    changes them, as a version of its own. `seen_message` and `answered_version` say what
    whoever wrote or last looked at it had read: what is newer makes it stale.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    home = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """Where it goes back to when a merge is taken apart; null where it stands at home."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=6, choices=DraftKind, default=DraftKind.REPLY)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.WRITING)
    answers = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="drafts")
    text = models.TextField(blank=True)
    image = models.BinaryField(null=True, editable=True)
    image_type = models.CharField(max_length=60, blank=True)
    image_alt = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_by_program = models.BooleanField(default=False, db_default=False)
    """Made by a program in its author's name: it always waits for a person."""
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How often it has been submitted; each time its steps are asked anew."""
    seen_message = models.BigIntegerField(default=0, db_default=0)
    """The number of the newest message of theirs that had been read."""
    answered_version = models.CharField(max_length=16, blank=True, default="", db_default="")
    """Stands for the words of the message it answers, as they were read."""
    send_at = models.DateTimeField(null=True)
    """When it is to leave, if not at once; what is approved later than that leaves at once."""
    approved_version = models.PositiveIntegerField(null=True)
    """The version that the last step approved: this one leaves, and no other."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-updated_at"]
        indexes: ClassVar = [
            models.Index(fields=["home"], condition=~models.Q(home=None), name="draft_home"),
            models.Index(
                fields=["conversation"],
                condition=models.Q(state__in=["submitted", "stale", "approved", "returned"]),
                name="draft_on_its_way",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation", "author", "kind"],
                condition=models.Q(state="writing"),
                name="draft_one_buffer",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
