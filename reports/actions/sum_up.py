"""Figures by day and month: sums of samples, so that a year is read as fast as a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from django.db import connection, transaction

from reports.histogram import BIN_SQL, THRESHOLDS
from reports.models import DirtyDay, Figure, Hours, Span

CELL = "kind, tag, department_id, channel_id, closed_in"
MOST_DAYS = 31
"""Of one turn; the next goes on."""


def sum_up() -> int | None:
    """Sum up days that changed, the latest first, and their months; returns how many days, None when there is none."""
    days = list(DirtyDay.objects.order_by("-day").values_list("day", flat=True)[:MOST_DAYS])
    if not days:
        return None
    for first, of_month in groupby(days, lambda day: day.replace(day=1)):
        sum_up_month(first, list(of_month))
    return len(days)


@transaction.atomic
def sum_up_month(first: date, days: Sequence[date]) -> None:
    """Write the figures of days of one month, and of the month, anew from the samples.

    The marks go first: whoever changes samples meanwhile is waited for, or marks its day again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports_figure'), %s)", [first.year * 12 + first.month])
    for day in sorted(days):
        DirtyDay.objects.filter(day=day).delete()
    for day in days:
        _write(Span.DAY, day, day + timedelta(days=1))
    _write(Span.MONTH, first, next_month(first))


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _write(span: Span, first: date, end: date) -> None:
    Figure.objects.filter(span=span, day=first).delete()
    with connection.cursor() as cursor:
        for hours, column in ((Hours.CLOCK, "value"), (Hours.WORKING, "working")):
            cursor.execute(_insert(hours, column), [span, first, hours, f"{first} 00:00+00", f"{end} 00:00+00"])


def _insert(hours: Hours, column: str) -> str:
    """One row a cell; of working time only what has any."""
    known = f"AND {column} IS NOT NULL" if hours == Hours.WORKING else ""
    within = ", ".join(f"count(*) FILTER (WHERE {column} <= {limit}) AS w{limit}" for limit in THRESHOLDS)
    sums = ", ".join(f"sum(w{limit})::int" for limit in THRESHOLDS)
    return f"""
        INSERT INTO reports_figure (span, day, hours, {CELL}, count, known, total, within, bins, heights)
        SELECT %s, %s, %s, {CELL}, sum(n), coalesce(sum(n) FILTER (WHERE bin IS NOT NULL), 0),
               coalesce(sum(total), 0), ARRAY[{sums}],
               coalesce(array_agg(bin::smallint ORDER BY bin) FILTER (WHERE bin IS NOT NULL), '{{}}'),
               coalesce(array_agg(n::int ORDER BY bin) FILTER (WHERE bin IS NOT NULL), '{{}}')
        FROM (
            SELECT {CELL}, CASE WHEN {column} IS NOT NULL THEN {BIN_SQL.format(value=column)} END AS bin,
                   count(*) AS n, sum({column}) AS total, {within}
            FROM reports_sample WHERE at >= %s AND at < %s {known}
            GROUP BY {CELL}, bin
        ) AS binned
        GROUP BY {CELL}"""  # noqa: S608 - names of our own columns
