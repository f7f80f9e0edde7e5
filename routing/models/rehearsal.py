"""Rules tried on conversations of the past: what was tried, how far it is, and what came out of each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from inbox.models import Conversation, SavedView


class RehearsalState(models.TextChoices):
    """Whether there is something left to do."""

    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    STOPPED = "stopped", _("Stopped")


class RehearsalQuerySet(models.QuerySet["Rehearsal"]):
    """Ways to ask for rehearsals. They are the organisation's, for its administrators."""

    def waiting(self) -> RehearsalQuerySet:
        """Those with something left to do."""
        return self.filter(state=RehearsalState.RUNNING)

    def finished(self) -> RehearsalQuerySet:
        """Those with figures."""
        return self.filter(state=RehearsalState.FINISHED)


class Rehearsal(models.Model):
    """Two sets of rules, `old` and `new`, on the conversations of some days or of a saved view.

    A set is {"word": how it was chosen, "rules": [[number, version]], "lists": [[number, version]]}.
    `figures` and `health` are those of routing/rehearsing.py and routing/health.py, by the time it has
    finished.
    """

    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    old = models.JSONField()
    new = models.JSONField()
    days = models.PositiveIntegerField(null=True)
    view = models.ForeignKey(SavedView, on_delete=models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=200, blank=True)
    """The name that the saved view had."""
    state = models.CharField(max_length=10, choices=RehearsalState, default=RehearsalState.RUNNING)
    total = models.PositiveIntegerField(default=0)
    figures: Any = models.JSONField(default=dict)
    health: Any = models.JSONField(default=dict)
    lease_until = models.DateTimeField(null=True)
    """A worker is at it until then, unless it died."""
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar = RehearsalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(state="running"), name="rehearsal_running")]

    def __str__(self) -> str:
        return f"rehearsal of {self.created_at:%Y-%m-%d %H:%M}"


class RehearsedConversation(models.Model):
    """One conversation of a rehearsal: where either set of rules takes it, and where people did.

    `came` is the department that held its channel then; `old` and `new` are stored outcomes, empty
    until it was played.
    """

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="conversations")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="rehearsed")
    is_done = models.BooleanField(default=False, db_default=False)
    old: Any = models.JSONField(default=dict, db_default={})
    new: Any = models.JSONField(default=dict, db_default={})
    moves = models.BooleanField(default=False, db_default=False)
    """The new rules take it elsewhere than the old ones."""
    old_department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, related_name="+")
    new_department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, related_name="+")
    stands = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, related_name="+")
    corrected = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["rehearsal", "id"], condition=Q(is_done=False), name="rehearsed_waiting"),
            models.Index(fields=["rehearsal", "id"], condition=Q(moves=True), name="rehearsed_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} of {self.rehearsal_id}"
