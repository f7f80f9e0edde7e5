"""Medians and the like: exact as long as that is quick, from histograms beyond."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Aggregate, Count, F, FloatField, QuerySet, Value

from reports.histogram import BIN_SQL, percentile
from reports.models import Figure, Hours, Sample
from reports.scope import Scope
from reports.sums import COLUMN, from_figures, from_samples, parts_for, sums
from reports.totals import SPREAD
from reports.unions import rows_of

MOST_EXACT = 100_000
"""Up to so many samples percentiles are exact, beyond they are read from histograms."""


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Values at the shares asked for, None of nothing; of how many samples; exact, or within 1 %."""

    values: tuple[float | None, ...]
    samples: int = 0
    is_exact: bool = True


def percentiles(
    scope: Scope,
    kind: str,
    tags: Sequence[str],
    shares: Sequence[float],
    *,
    hours: Hours = Hours.CLOCK,
    known: int | None = None,
) -> Percentiles:
    """Interpolated between neighbours as far as exact; of samples with a value, whose number may be `known`."""
    if known is None:
        known = _known(scope, kind, tags, hours)
    if known == 0:
        return Percentiles((None,) * len(shares))
    if known > MOST_EXACT and not scope.labels:
        return _near(histogram(scope, kind, tags, hours=hours), shares)
    if scope.ahead is not None and tuple(shares) == SPREAD:
        ahead = scope.ahead.spreads.get((str(hours), kind, tuple(tags)))
        if ahead is not None:
            return Percentiles(ahead, known)
    samples = scope.samples(kind, *tags)
    values = samples.aggregate(found=PercentileCont(COLUMN[hours], shares=shares))["found"]
    return Percentiles(tuple(values), known)


type KindTags = tuple[str, tuple[str, ...]]
"""A kind and its tags."""


def spread_ahead_each(scopes: Iterable[Scope], wanted: Mapping[Scope, Collection[KindTags]]) -> dict[Scope, Scope]:
    """The same scopes, whose totals are at hand, with the percentiles of these, too, as far as they are exact: one
    query, up to fifty of them at a time.
    """
    found: dict[Scope, dict[tuple[str, str, tuple[str, ...]], tuple[float | None, ...]]] = {}
    asked: list[tuple[Scope, KindTags]] = []
    for scope in scopes:
        found[scope] = {}
        asked += [(scope, one) for one in wanted.get(scope, ()) if 0 < _known(scope, *one) <= MOST_EXACT]
    queries = [
        scope.samples(kind, *tags)
        .annotate(place=Value(number))
        .values("place", "kind")
        .annotate(**{f"of_{hours}": PercentileCont(column, shares=SPREAD) for hours, column in COLUMN.items()})
        for number, (scope, (kind, tags)) in enumerate(asked)
    ]
    for row in rows_of(queries):
        scope, (kind, tags) = asked[row["place"]]
        for hours in Hours:
            found[scope][str(hours), kind, tags] = tuple(row[f"of_{hours}"] or (None,) * len(SPREAD))
    return {
        scope: replace(scope, ahead=replace(scope.ahead, spreads=spreads)) if scope.ahead and spreads else scope
        for scope, spreads in found.items()
    }


def _known(scope: Scope, kind: str, tags: Sequence[str], hours: Hours = Hours.CLOCK) -> int:
    totals = sums(scope, [kind], "tag", hours=hours)
    return sum(total.known for (tag,), total in totals.items() if not tags or tag in tags)


@dataclass(frozen=True, slots=True)
class Spread:
    """What was measured, of each department and of all together; `heights` are the histogram of all, where
    they were read from one.
    """

    together: Percentiles
    departments: dict[int, Percentiles]
    heights: dict[int, int] | None = None


def spread(scope: Scope, kind: str, tags: Sequence[str], shares: Sequence[float], *, known: int) -> Spread:
    """As percentiles(), of all and of each department that has samples; histograms are read once for both.

    `known` is how many samples there are of all together.
    """
    if known > MOST_EXACT and not scope.labels:
        return _spread_of(_heights(scope, kind, tags, Hours.CLOCK, "department_id"), shares)
    samples = scope.samples(kind, *tags).exclude(value=None).values("department_id")
    rows = samples.annotate(found=PercentileCont("value", shares=shares), samples=Count("pk"))
    found = {row["department_id"]: Percentiles(tuple(row["found"]), row["samples"]) for row in rows}
    return Spread(percentiles(scope, kind, tags, shares, known=known), found)


def _spread_of(cells: dict[tuple[Any, int], int], shares: Sequence[float]) -> Spread:
    """Of histograms by department."""
    every: dict[int, int] = defaultdict(int)
    own: dict[int, dict[int, int]] = defaultdict(dict)
    for (department, number), height in cells.items():
        own[department][number] = height
        every[number] += height
    return Spread(_near(every, shares), {place: _near(heights, shares) for place, heights in own.items()}, dict(every))


def _near(heights: dict[int, int], shares: Sequence[float]) -> Percentiles:
    return Percentiles(tuple(percentile(heights, share) for share in shares), sum(heights.values()), is_exact=False)


def histogram(scope: Scope, kind: str, tags: Sequence[str], *, hours: Hours = Hours.CLOCK) -> dict[int, int]:
    """How many samples lie in each bin of reports/histogram.py."""
    return {number: height for (_kind, number), height in _heights(scope, kind, tags, hours, "kind").items()}


def _heights(scope: Scope, kind: str, tags: Sequence[str], hours: Hours, by: str) -> dict[tuple[Any, int], int]:
    """By a column and a bin."""
    parts = parts_for(scope)
    queries = [_binned(from_figures(scope, parts, [kind], hours), tags, by)] if parts.days or parts.months else []
    if parts.raw:
        queries.append(_binning(from_samples(scope, parts, [kind], hours), tags, COLUMN[hours], by))
    found: dict[tuple[Any, int], int] = defaultdict(int)
    for sql, values in queries:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            for key, number, height in cursor.fetchall():
                found[key, int(number)] += int(height)
    return dict(found)


def _binned(rows: QuerySet[Figure], tags: Sequence[str], by: str) -> tuple[str, tuple[Any, ...]]:
    rows = rows.filter(tag__in=tags) if tags else rows
    sql, values = rows.values(by, "bins", "heights").query.sql_with_params()
    each = "unnest(bins, heights) AS each(bin, height)"
    return f"SELECT {by}, bin, sum(height) FROM ({sql}) AS cells, {each} GROUP BY 1, 2", values  # noqa: S608 - Django's own


def _binning(rows: QuerySet[Sample], tags: Sequence[str], column: str, by: str) -> tuple[str, tuple[Any, ...]]:
    rows = rows.filter(tag__in=tags) if tags else rows
    sql, values = rows.exclude(**{column: None}).values(by, column).query.sql_with_params()
    number = BIN_SQL.format(value=column)
    return f"SELECT {by}, {number} AS bin, count(*) FROM ({sql}) AS cells GROUP BY 1, 2", values  # noqa: S608 - Django's own


class PercentileCont(Aggregate):
    """PostgreSQL's percentile_cont of several shares at once."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[%(shares)s]::float8[]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: Any = ArrayField(FloatField())

    def __init__(self, of: Any, *, shares: Sequence[float] = (), **extra: Any) -> None:
        given = ", ".join(str(float(share)) for share in shares)
        super().__init__(F(of) if isinstance(of, str) else of, **({"shares": given} | extra))
