"""Medians and the like: exact as long as that is quick, from histograms beyond."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Aggregate, Count, F, FloatField, QuerySet

from reports.histogram import BIN_SQL, percentile
from reports.models import Figure, Hours, Sample
from reports.scope import Scope
from reports.sums import COLUMN, from_figures, from_samples, parts_for, sums

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
        totals = sums(scope, [kind], "tag", hours=hours)
        known = sum(total.known for (tag,), total in totals.items() if not tags or tag in tags)
    if known == 0:
        return Percentiles((None,) * len(shares))
    if known > MOST_EXACT and not scope.labels:
        heights = histogram(scope, kind, tags, hours=hours)
        return Percentiles(tuple(percentile(heights, share) for share in shares), known, is_exact=False)
    samples = scope.samples(kind, *tags)
    values = samples.aggregate(found=PercentileCont(COLUMN[hours], shares=shares))["found"]
    return Percentiles(tuple(values), known)


def by_department(
    scope: Scope, kind: str, tags: Sequence[str], shares: Sequence[float], *, known: int
) -> dict[int, Percentiles]:
    """As percentiles(), of each department that has samples; `known` is how many there are of all together."""
    if known > MOST_EXACT and not scope.labels:
        heights: dict[int, dict[int, int]] = defaultdict(dict)
        for (department, number), height in _heights(scope, kind, tags, Hours.CLOCK, "department_id").items():
            heights[department][number] = height
        return {
            department: Percentiles(tuple(percentile(own, x) for x in shares), sum(own.values()), is_exact=False)
            for department, own in heights.items()
        }
    samples = scope.samples(kind, *tags).exclude(value=None).values("department_id")
    rows = samples.annotate(found=PercentileCont("value", shares=shares), samples=Count("pk"))
    return {row["department_id"]: Percentiles(tuple(row["found"]), row["samples"]) for row in rows}


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
