"""The clocks of conversations, as the fold of their journal left them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation
from routing.models.calendar import WorkCalendar
from routing.models.policy import SlaPolicy


class State(models.TextChoices):
    """How a promise stands."""

    RUNNING = "running", _("runs")
    PAUSED = "paused", _("rests")
    MET = "met", _("kept")
    BREACHED = "breached", _("broken")
    STOPPED = "stopped", _("no longer owed")


class ClockRow(models.Model):
    """One promise for one conversation, once; see routing/clocks.py for what its fields mean.

    `warned_at` and `told_at` are when people were warned, and when its breach was acted on.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="clocks")
    promise = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    policy = models.ForeignKey(SlaPolicy, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    version = models.PositiveIntegerField()
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    minutes = models.PositiveIntegerField()
    named: Any = ArrayField(models.CharField(max_length=12), default=list)
    """Which facts of the conversation its policy names."""
    started_at = models.DateTimeField()
    since = models.DateTimeField()
    used = models.DurationField()
    paused = models.DurationField()
    resting = models.CharField(max_length=10, blank=True, default="")
    due_at = models.DateTimeField(null=True)
    risk_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State)
    breached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["conversation", "started_at", "promise"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "promise", "number"], name="clock_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["risk_at"], condition=Q(state="running", warned_at=None), name="clock_at_risk"),
            models.Index(
                fields=["due_at"], condition=Q(state__in=["running", "breached"], told_at=None), name="clock_due"
            ),
            models.Index(fields=["policy", "state"], name="clock_policy"),
        ]

    def __str__(self) -> str:
        return f"{self.promise} of {self.conversation_id}"
