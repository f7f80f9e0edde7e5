"""Absences: from when to when a member is away, and who covers meanwhile."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AbsenceKind(models.TextChoices):
    """Why somebody is away; told to themselves and their leads only."""

    HOLIDAY = "holiday", _("Holiday")
    SICK = "sick", _("Sick")
    OTHER = "other", _("Something else")


def day_of(zone: str, moment: datetime) -> date:
    """The calendar day at a moment where a member lives; UTC's for a zone that no longer exists."""
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(ZoneInfo("UTC")).date()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Ways to ask for absences."""

    def on(self, day: date) -> AbsenceQuerySet:
        """Those that cover this day, as the calendar of each member's own time zone has it."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def from_day(self, day: date) -> AbsenceQuerySet:
        """Those of this day and later ones, the soonest first."""
        return self.filter(ends_on__gte=day).order_by("starts_on", "pk")

    def around(self, moment: datetime) -> AbsenceQuerySet:
        """Those that could cover a moment, wherever the members live; `holds_at` says of each whether it does."""
        day = moment.astimezone(ZoneInfo("UTC")).date()
        near = timedelta(days=1)
        found = self.filter(starts_on__lte=day + near, ends_on__gte=day - near)
        return found.select_related("member", "cover").order_by("ends_on", "pk")


class Absence(models.Model):
    """A member is away from one day to another, both included, by the calendar of their own time zone.

    Absences of one member never overlap; accounts/actions/absences.py sees to it.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("why"), max_length=10, choices=AbsenceKind, default=AbsenceKind.HOLIDAY)
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="covers"
    )
    """Who takes over; without anybody, open work goes back to the departments."""
    handed_over_at = models.DateTimeField(null=True, editable=False)
    """When the open work was handed over, which happens once."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = AbsenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_starts"),
            models.UniqueConstraint(fields=["member", "starts_on"], name="absence_starts_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_on", "starts_on"], name="absence_days"),
            models.Index(fields=["starts_on"], condition=Q(handed_over_at=None), name="absence_to_hand_over"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}, {self.starts_on} to {self.ends_on}"

    @property
    def back_on(self) -> date:
        """The day on which they are here again."""
        return self.ends_on + timedelta(days=1)

    def holds_at(self, moment: datetime) -> bool:
        """Whether the member is away at this moment, by their own calendar."""
        return self.starts_on <= day_of(self.member.time_zone, moment) <= self.ends_on
