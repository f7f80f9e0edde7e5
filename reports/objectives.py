"""Objectives with how far they have come, as one reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from reports.metrics.at_once import numbers
from reports.metrics.catalogue import METRICS
from reports.models import Objective
from reports.presenters.words import whole
from reports.scope import Period, scope_for
from reports.series import weeks_to
from reports.targets import Progress, progress

WEEKS = 13
"""Shown one by one."""
SPELL = timedelta(days=28)
"""What a number is on a day: that of so many days up to it."""


@dataclass(frozen=True, slots=True)
class Aim:
    """One objective in words."""

    row: Objective
    name: str
    target: str
    now: str
    begun: str
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


def aims(rows: Iterable[Objective], member: Member) -> list[Aim]:
    """Each with what its number is over the last four weeks, and was over the four before it was set.

    Both ends of a way are counted in the rights of who reads it; all of them are read at once.
    """
    rows, today = list(rows), timezone.localdate()
    ends = [(row, last) for row in rows for last in (today, row.begun_on - timedelta(days=1))]
    values = _values([(row, _spell(last)) for row, last in ends], member)
    return [_aim(row, *pair, today) for row, pair in zip(rows, batched(values, 2, strict=True), strict=True)]


def weekly(row: Objective, member: Member) -> list[tuple[Period, float | None]]:
    """The number in each of the last thirteen weeks, the last one up to today."""
    weeks = weeks_to(timezone.localdate(), timezone.get_current_timezone_name(), WEEKS)
    return list(zip(weeks, _values([(row, week) for week in weeks], member), strict=True))


def _aim(row: Objective, now: float | None, begun: float | None, today: date) -> Aim:
    metric = METRICS[row.metric]
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
        progress=how,
        less=metric.less_is_better,
    )


def _spell(last: date) -> Period:
    """The four weeks that end with a day."""
    return Period(last - SPELL + timedelta(days=1), last, timezone.get_current_timezone_name())


def _values(wanted: Sequence[tuple[Objective, Period]], member: Member) -> list[float | None]:
    """What the number of each objective was in a period, as this member may read it."""
    if not wanted:
        return []
    scope = scope_for(member, wanted[0][1])
    found = numbers([(METRICS[row.metric], scope.during(one).of(row.department_id)) for row, one in wanted])
    return [number.value for number in found]
