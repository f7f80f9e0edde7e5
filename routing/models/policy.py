"""What is promised, and every state that the promises have been in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from routing.models.calendar import WorkCalendar

SLA_NAME_LENGTH = 80


class SlaPolicyQuerySet(models.QuerySet["SlaPolicy"]):
    """Ways to ask for policies."""

    def standing(self) -> SlaPolicyQuerySet:
        """Those that hold."""
        return self.filter(archived_at=None)


class SlaPolicy(models.Model):
    """Targets in working minutes by promise, for the conversations that it names; what is empty names all.

    Of several, who names more comes first, then the smaller `position`; the first that
    promises something decides. `breach` says what follows when time is up: "tell" (whom),
    and the names of acts in routing/breaching.py.
    """

    name = models.CharField(_("name"), max_length=SLA_NAME_LENGTH)
    position = models.PositiveIntegerField()
    departments: Any = ArrayField(models.BigIntegerField(), default=list)
    channels: Any = ArrayField(models.BigIntegerField(), default=list)
    kinds: Any = ArrayField(models.CharField(max_length=20), default=list)
    priorities: Any = ArrayField(models.PositiveSmallIntegerField(), default=list)
    targets: Any = models.JSONField(default=dict)
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, null=True, related_name="policies")
    """Null is round the clock."""
    pauses: Any = ArrayField(models.CharField(max_length=10), default=list)
    warn_minutes = models.PositiveIntegerField(default=0)
    warn_share = models.PositiveSmallIntegerField(default=0)
    """Percent of the time used; where it is given it holds instead of the minutes."""
    warn_tell: Any = ArrayField(models.CharField(max_length=12), default=list)
    breach_tell: Any = ArrayField(models.CharField(max_length=12), default=list)
    breach_acts: Any = ArrayField(models.CharField(max_length=30), default=list)
    number = models.PositiveIntegerField(default=1)
    """Grows with each change."""
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = SlaPolicyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name_plural = "SLA policies"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), condition=Q(archived_at=None), name="sla_policy_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class PromiseBook(models.Model):
    """All policies with their calendars as they held from an instant on; never changed, so that
    clocks can be built anew with the same result."""

    at = models.DateTimeField()
    policies: Any = models.JSONField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
