"""Who looks after Northline's channels: last week, this week and the next, with a gap, and a liaison who is away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.actions.absences import plan as plan_absence
from accounts.actions.shadow import shadow
from accounts.models.absence import AbsenceKind
from inbox.actions import need, roster, staff
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.models import Channel
from inbox.staffing import DAY, WEEK, monday_of

PLANNED = (
    # Channel's handle, weeks from this one, first and last weekday, liaison, who steps in.
    ("northline", -1, 0, 6, "Ana", "Ben"),
    ("northline", -1, 0, 6, "Mia", "Jonas"),
    ("northline", 0, 0, 6, "Leila", "Ben"),
    ("northline", 0, 0, 4, "Jonas", "Mia"),
    ("northline", 1, 0, 6, "Ben", "Ana"),
    ("northline", 1, 0, 2, "Mia", "Jonas"),
    ("northline", 2, 0, 6, "Leila", "Mia"),
    ("northlinecare", -1, 0, 6, "Ben", "Ana"),
    ("northlinecare", 0, 0, 6, "Ana", "Leila"),
    ("northlinecare", 1, 0, 6, "Leila", None),
    ("northlinejobs", 0, 0, 6, "Irene", None),
    ("northlinejobs", 1, 0, 6, "Irene", None),
)
"""Next week nobody from Marketing is there from Thursday on."""
DEDICATED = {"northline": ("Leila", "Ben", "Mia"), "northlinecare": ("Ana", "Leila"), "northlinejobs": ("Irene",)}


def plan_weeks(company: Company, channels: dict[str, Channel], now: datetime) -> None:
    """They planned it ten days ago; that Ben takes two days off next week came later."""
    with at(now):
        this = monday_of(timezone.localdate())
    with at(now - timedelta(days=10)):
        need.need_everywhere(company.departments["Marketing"], by=company.members["Ada"])
        for handle, people in DEDICATED.items():
            for first in people:
                staff.add(channels[handle], member=company.members[first], by=company.members["Ada"])
        for row in PLANNED:
            _plan(company, channels[row[0]], this, row)
        for place in Channel.objects.filter(default_department=company.departments["Listening"]):
            staff.add(place, member=company.members["Mia"], by=company.members["Ada"])
            for weeks, liaison, cover in ((-1, "Leila", "Mia"), (0, "Mia", "Leila"), (1, "Leila", "Mia")):
                _plan(company, place, this, ("", weeks, 0, 6, liaison, cover))
    with at(now - timedelta(days=2)):
        noor, ben = company.members["Noor"], company.members["Ben"]
        service, ana = company.departments["Customer Service"], company.members["Ana"]
        tuesday = this + WEEK + DAY
        plan_absence(ben, kind=AbsenceKind.HOLIDAY, starts_on=tuesday, ends_on=tuesday + DAY, cover=ana, by=ben)
        shadow(noor, of=ben, department=service, until=this + 3 * WEEK + 4 * DAY, by=ana)


def _plan(company: Company, channel: Channel, this: date, row: tuple[str, int, int, int, str, str | None]) -> None:
    _handle, weeks, first, last, liaison, cover = row
    monday = this + weeks * WEEK
    roster.plan(
        channel,
        liaison=company.members[liaison],
        cover=company.members[cover] if cover else None,
        starts_on=monday + first * DAY,
        ends_on=monday + last * DAY,
        by=company.members["Ada"],
    )
