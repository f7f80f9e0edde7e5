"""Who looks after a channel: those dedicated to it, and the roster of its liaisons."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from inbox.models.channel import Channel


class ChannelStaff(models.Model):
    """One member who is dedicated to one channel. For which departments follows from where they work."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="staff")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["member__name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "member"], name="channel_staff_once")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.channel_id}"


class RosterEntryQuerySet(models.QuerySet["RosterEntry"]):
    """Ways to ask for shifts."""

    def between(self, first: date, last: date) -> RosterEntryQuerySet:
        """Those of which at least one day lies in a span, both ends included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class RosterEntry(models.Model):
    """One shift: a liaison of a channel from one day to another, both included, and who steps in for them."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="roster")
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shifts", verbose_name=_("liaison")
    )
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="covered_shifts",
        verbose_name=_("cover"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = RosterEntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="roster_entry_forward"),
            models.CheckConstraint(condition=Q(cover=None) | ~Q(cover=F("liaison")), name="roster_entry_two_people"),
        ]
        indexes: ClassVar = [models.Index(fields=["channel", "ends_on"], name="roster_entry_channel")]

    def __str__(self) -> str:
        return f"{self.liaison_id} on {self.channel_id}, {self.starts_on} to {self.ends_on}"


class RosterNeed(models.Model):
    """A department from which somebody must be on a channel's roster.

    Without a channel it holds for every open channel that names none of its own.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="needs")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar = ["department__name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "department"], name="roster_need_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.department_id} on {self.channel_id or 'every channel'}"
