"""Sums over samples of any period: from figures where they stand, from the samples themselves where not.

A period of another time zone begins and ends within a day of UTC; those ends, and days whose
figures are not up to date, are read from the samples. So the result is the same either way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from reports.histogram import THRESHOLDS
from reports.models import DirtyDay, Figure, Hours, Sample, Span
from reports.scope import Period, Scope
from reports.totals import AHEAD, Ahead, Total, Totals

COLUMN = {Hours.CLOCK: "value", Hours.WORKING: "working"}


@dataclass(frozen=True, slots=True)
class Parts:
    """A period taken apart: instants to read from samples, days and months to read from figures."""

    raw: tuple[tuple[datetime, datetime], ...]
    days: tuple[date, ...] = ()
    months: tuple[date, ...] = ()

    @property
    def of_samples(self) -> Q:
        """Which samples."""
        return _any(Q(at__gte=since, at__lt=until) for since, until in self.raw)

    @property
    def of_figures(self) -> Q:
        """Which figures."""
        return Q(span=Span.DAY, day__in=self.days) | Q(span=Span.MONTH, day__in=self.months)


def parts_of(period: Period, dirty: Collection[date]) -> Parts:
    """Whole months and days of UTC whose figures stand, and the rest."""
    first, end = _days_within(period)
    if first >= end:
        return Parts(((period.start, period.end),))
    raw, days, months = [(period.start, _instant(first)), (_instant(end), period.end)], [], []
    day = first
    while day < end:
        month_end = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        whole = day.day == 1 and month_end <= end
        if whole and not any(day <= one < month_end for one in dirty):
            months.append(day)
            day = month_end
            continue
        if day in dirty:
            raw.append((_instant(day), _instant(day + timedelta(days=1))))
        else:
            days.append(day)
        day += timedelta(days=1)
    return Parts(tuple(one for one in raw if one[0] < one[1]), tuple(days), tuple(months))


def parts_for(scope: Scope) -> Parts:
    """As parts_of(), as figures stand now; they know nothing of labels."""
    if scope.labels:
        return Parts(((scope.period.start, scope.period.end),))
    first, end = _days_within(scope.period)
    dirty = DirtyDay.objects.filter(day__gte=first, day__lt=end).values_list("day", flat=True)
    return parts_of(scope.period, set(dirty))


def read_ahead(scope: Scope, kinds: Collection[str]) -> Scope:
    """The same, with the totals of these kinds at hand: for pages on which many numbers ask for them."""
    parts, wanted = parts_for(scope), sorted(kinds)
    totals = {str(hours): _read(scope, parts, wanted, AHEAD, hours) for hours in Hours}
    return replace(scope, ahead=Ahead(frozenset(kinds), totals))


def sums(scope: Scope, kinds: Sequence[str], *by: str, hours: Hours = Hours.CLOCK) -> Totals:
    """Totals by any of kind, tag, department_id and channel_id; two queries at most beside that for the parts."""
    if scope.ahead is not None and scope.ahead.knows(kinds, by):
        return scope.ahead.sums(kinds, by, str(hours))
    return _read(scope, parts_for(scope), kinds, by, hours)


def _read(scope: Scope, parts: Parts, kinds: Sequence[str], by: Sequence[str], hours: Hours) -> Totals:
    found: Totals = defaultdict(Total)
    queries: list[tuple[QuerySet[Any], dict[str, Any]]] = []
    if parts.raw:
        queries.append((from_samples(scope, parts, kinds, hours), _SAMPLES[hours]))
    if parts.days or parts.months:
        queries.append((from_figures(scope, parts, kinds, hours), _FIGURES))
    for rows, aggregates in queries:
        for row in rows.values(*(by or ("kind",))).annotate(**aggregates):
            within = tuple(row[f"within_{limit}"] or 0 for limit in THRESHOLDS)
            total = Total(row["samples"] or 0, row["measured"] or 0, row["sum"] or 0, within)
            found[tuple(row[name] for name in by)] += total
    return found


def _aggregates(column: str) -> dict[str, Any]:
    found: dict[str, Any] = {"samples": Count("pk"), "measured": Count(column), "sum": Sum(column)}
    found |= {f"within_{limit}": Count("pk", filter=Q(**{f"{column}__lte": limit})) for limit in THRESHOLDS}
    return found


_SAMPLES = {hours: _aggregates(column) for hours, column in COLUMN.items()}
_FIGURES: dict[str, Any] = {
    "samples": Sum("count"),
    "measured": Sum("known"),
    "sum": Sum("total"),
    **{f"within_{limit}": Sum(f"within__{number}") for number, limit in enumerate(THRESHOLDS)},
}


def from_samples(scope: Scope, parts: Parts, kinds: Sequence[str], hours: Hours) -> QuerySet[Sample]:
    """What has to be read from the samples."""
    found = scope.all_of(kinds).filter(parts.of_samples)
    return found.exclude(working=None) if hours == Hours.WORKING else found


def from_figures(scope: Scope, parts: Parts, kinds: Sequence[str], hours: Hours) -> QuerySet[Figure]:
    """What stands in figures."""
    return Figure.objects.filter(parts.of_figures, scope.where, kind__in=kinds, hours=hours).order_by()


def _days_within(period: Period) -> tuple[date, date]:
    """The first day of UTC that lies within it, and the first that no longer does."""
    start, end = period.start, period.end
    first = start.date() if start.time() == time() else start.date() + timedelta(days=1)
    return first, end.date()


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _any(conditions: Any) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found
