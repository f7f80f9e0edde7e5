"""Objectives with how far they have come, as one reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from reports.metrics.catalogue import METRICS
from reports.models import Objective
from reports.presenters.words import whole
from reports.scope import Period, scope_for
from reports.targets import Progress, progress

WEEKS = 13
"""Shown one by one."""
SPELL = timedelta(days=28)
"""What a number is on a day: that of so many days up to it."""


@dataclass(frozen=True, slots=True)
class Aim:
    """One objective in words, and its two ends as they were counted."""

    row: Objective
    name: str
    target: str
    now: str
    begun: str
    value: float | None
    begun_value: float | None
    progress: Progress
    less: bool

    @property
    def percent(self) -> int | None:
        """How much of the way is done; None where too little is known."""
        return None if self.progress.share is None else round(100 * self.progress.share)

    @property
    def state(self) -> str:
        """In a word or two."""
        return {
            "reached": _("reached"),
            "on_course": _("on course"),
            "behind": _("behind"),
            "missed": _("missed"),
            "unknown": _("not enough data"),
        }[self.progress.state]


def aims(rows: QuerySet[Objective], member: Member) -> list[Aim]:
    """Each with what its number is over the last four weeks, and was over the four before it was set."""
    return [aim(row, member) for row in rows.select_related("department", "set_by")]


def aim(row: Objective, member: Member) -> Aim:
    """One of them; both ends of its way are counted in the rights of who reads it."""
    metric, today = METRICS[row.metric], timezone.localdate()
    now = value_by(row, member, today)
    begun = value_by(row, member, row.begun_on - timedelta(days=1))
    how = progress(
        now,
        begun=begun,
        target=row.target,
        less=metric.less_is_better,
        begun_on=row.begun_on,
        due_on=row.due_on,
        today=today,
    )
    unknown = _("not enough data")
    return Aim(
        row=row,
        name=str(metric.name),
        target=whole(row.target, metric.unit),
        now=unknown if now is None else whole(now, metric.unit),
        begun=unknown if begun is None else whole(begun, metric.unit),
        value=now,
        begun_value=begun,
        progress=how,
        less=metric.less_is_better,
    )


def value_by(row: Objective, member: Member, last: date) -> float | None:
    """Its number over the four weeks that end with a day, as this member may read it."""
    period = Period(last - SPELL + timedelta(days=1), last, timezone.get_current_timezone_name())
    return METRICS[row.metric].compute(scope_for(member, period, departments=[row.department_id])).value


def weekly(row: Objective, member: Member) -> list[tuple[Period, float | None]]:
    """The number in each of the last thirteen weeks, the last one up to today."""
    today, zone = timezone.localdate(), timezone.get_current_timezone_name()
    found = []
    for back in reversed(range(WEEKS)):
        last = today - timedelta(days=7 * back)
        period = Period(last - timedelta(days=6), last, zone)
        number = METRICS[row.metric].compute(scope_for(member, period, departments=[row.department_id]))
        found.append((period, number.value))
    return found
