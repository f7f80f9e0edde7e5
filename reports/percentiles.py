"""Medians and the like: exact as long as that is quick, from histograms beyond."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Aggregate, F, FloatField, QuerySet

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
    scope: Scope, kind: str, tags: Sequence[str], shares: Sequence[float], *, hours: Hours = Hours.CLOCK
) -> Percentiles:
    """Interpolated between neighbours as far as exact; of samples with a value."""
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


def histogram(scope: Scope, kind: str, tags: Sequence[str], *, hours: Hours = Hours.CLOCK) -> dict[int, int]:
    """How many samples lie in each bin of reports/histogram.py."""
    parts = parts_for(scope)
    queries = [_binned(from_figures(scope, parts, [kind], hours), tags)] if parts.days or parts.months else []
    if parts.raw:
        queries.append(_binning(from_samples(scope, parts, [kind], hours), tags, COLUMN[hours]))
    found: dict[int, int] = defaultdict(int)
    for sql, values in queries:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            for number, height in cursor.fetchall():
                found[int(number)] += int(height)
    return dict(found)


def _binned(rows: QuerySet[Figure], tags: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    rows = rows.filter(tag__in=tags) if tags else rows
    sql, values = rows.values("bins", "heights").query.sql_with_params()
    each = "unnest(bins, heights) AS each(bin, height)"
    return f"SELECT bin, sum(height) FROM ({sql}) AS cells, {each} GROUP BY bin", values  # noqa: S608 - Django's own


def _binning(rows: QuerySet[Sample], tags: Sequence[str], column: str) -> tuple[str, tuple[Any, ...]]:
    rows = rows.filter(tag__in=tags) if tags else rows
    sql, values = rows.exclude(**{column: None}).values(column).query.sql_with_params()
    number = BIN_SQL.format(value=column)
    return f"SELECT {number} AS bin, count(*) FROM ({sql}) AS cells GROUP BY bin", values  # noqa: S608 - Django's own


class PercentileCont(Aggregate):
    """PostgreSQL's percentile_cont of several shares at once."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[%(shares)s]::float8[]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: Any = ArrayField(FloatField())

    def __init__(self, of: Any, *, shares: Sequence[float] = (), **extra: Any) -> None:
        given = ", ".join(str(float(share)) for share in shares)
        super().__init__(F(of) if isinstance(of, str) else of, **({"shares": given} | extra))
