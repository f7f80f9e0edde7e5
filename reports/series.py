"""One number over many periods, as charts show it; three queries, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When

from reports.models import DirtyDay, Figure, Hours
from reports.scope import Period, Scope
from reports.sums import Parts, parts_of


def counts(scope: Scope, kind: str, periods: Sequence[Period]) -> list[int]:
    """How many samples of a kind each period has; the periods do not overlap."""
    each = counts_by_tag(scope, kind, periods).values()
    return [sum(numbers) for numbers in zip(*each, strict=True)] if each else [0] * len(periods)


def counts_by_tag(scope: Scope, kind: str, periods: Sequence[Period]) -> dict[str, list[int]]:
    """The same, for each tag that there is."""
    dirty: set[date] = set()
    if periods and not scope.labels:
        since, until = periods[0].start.date(), periods[-1].end.date() + timedelta(days=1)
        dirty = set(DirtyDay.objects.filter(day__gte=since, day__lt=until).values_list("day", flat=True))
    parts = [Parts(((one.start, one.end),)) if scope.labels else parts_of(one, dirty) for one in periods]
    found: dict[str, list[int]] = defaultdict(lambda: [0] * len(periods))
    raw = {number: part.of_samples for number, part in enumerate(parts) if part.raw}
    figures = {number: part.of_figures for number, part in enumerate(parts) if part.days or part.months}
    if raw:
        rows = scope.all_of([kind]).filter(_any(raw)).annotate(place=_place(raw)).values("place", "tag")
        _add(found, rows.annotate(samples=Count("pk")))
    if figures:
        cells = Figure.objects.filter(_any(figures), scope.where, kind=kind, hours=Hours.CLOCK).order_by()
        _add(found, cells.annotate(place=_place(figures)).values("place", "tag").annotate(samples=Sum("count")))
    return dict(found)


def weeks_to(last: date, zone: str, count: int) -> list[Period]:
    """So many weeks, the last of which ends with a day."""
    ends = [last - timedelta(days=7 * number) for number in reversed(range(count))]
    return [Period(end - timedelta(days=6), end, zone) for end in ends]


def _place(conditions: dict[int, Q]) -> Case:
    whens = [When(condition, then=Value(number)) for number, condition in conditions.items()]
    return Case(*whens, output_field=IntegerField())


def _any(conditions: dict[int, Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions.values():
        found |= condition
    return found


def _add(found: dict[str, list[int]], rows: Any) -> None:
    for row in rows:
        found[row["tag"]][row["place"]] += row["samples"] or 0
