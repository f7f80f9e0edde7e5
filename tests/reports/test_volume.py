"""A year of a large organisation is read as fast as a week; the data is made in the database itself.

`BENCHMARK=1000000 uv run pytest -n 0 -s -m long tests/reports/test_volume.py` makes so many conversations,
with ten events and thirteen samples each, and prints what each number of the joint page costs.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inbox.models import Conversation
from reports.actions.sum_up import sum_up
from reports.export import conversation_rows
from reports.files import csv_pieces
from reports.joint import joint
from reports.models import DirtyDay, Figure, Sample
from reports.percentiles import percentiles
from reports.scope import Period, scope_for
from tests.cast import Cast, department
from tests.volume import fill

pytestmark = pytest.mark.django_db

EVENTS = """
INSERT INTO accounts_event (verb, occurred_at, recorded_at, actor_kind, actor_id, subject_kind, subject_id,
    conversation_id, department_id, channel_id, data)
SELECT (ARRAY['conversation.open', 'message.receive', 'message.receive', 'conversation.take', 'draft.write',
        'delivery.queue', 'delivery.start', 'delivery.succeed', 'conversation.await', 'conversation.resolve'])[n],
    c.opened_at + n * interval '1 minute', c.opened_at, 'member', '1', 'conversation', c.id, c.id, c.department_id,
    c.channel_id, '{}'
FROM inbox_conversation c, generate_series(1, 10) n
"""
SAMPLES = """
INSERT INTO reports_sample (conversation_id, kind, number, tag, at, value, working, department_id, channel_id,
    closed_in)
SELECT c.id, kinds.kind, 0, CASE
        WHEN kinds.kind IN ('first', 'full', 'next', 'question') THEN
            CASE WHEN c.id % 12 = 0 THEN 'waiting' ELSE 'answered' END
        WHEN kinds.kind = 'resolved' THEN 'answered'
        WHEN kinds.kind = 'promise' THEN 'first'
        WHEN kinds.kind = 'deflected' THEN ''
        WHEN kinds.kind = 'language' THEN (ARRAY['en', 'de', 'fr', 'unknown'])[1 + c.id % 4]
        WHEN kinds.kind = 'tone' THEN (ARRAY['negative', 'neutral', 'positive', 'unknown'])[1 + c.id % 4]
        ELSE 'mention' END,
    c.opened_at,
    CASE WHEN kinds.kind IN ('first', 'full', 'next', 'question') AND c.id % 12 = 0 THEN NULL
         WHEN kinds.kind = 'promise' THEN (c.id % 10 > 0)::int
         WHEN kinds.timed THEN exp(7.34 + 1.97 * random_normal())::bigint END,
    NULL, c.department_id, c.channel_id + c.id % 4, CASE WHEN c.is_closed THEN c.department_id END
FROM inbox_conversation c, (VALUES ('conversation', false), ('inbound', false), ('outbound', false), ('direct', true),
    ('first', true), ('next', true), ('full', true), ('resolved', true), ('promise', false), ('tone', false),
    ('language', false), ('question', true), ('deflected', false)) AS kinds (kind, timed)
"""
SIZES = [3_000, pytest.param(int(os.environ.get("BENCHMARK", "100000")), marks=pytest.mark.long)]


@pytest.mark.parametrize("count", SIZES)
def test_the_joint_page_of_a_year_costs_as_many_queries_however_much_there_is(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    said(f"\n{count} conversations, {10 * count} events")
    places = [cast.service, cast.marketing, department("Operations", "OP"), department("Product", "PR")]
    said_of("conversations", lambda: fill(cast.channel, [one.pk for one in places], count=count, people=50))
    said_of("events", lambda: execute(EVENTS))
    said_of("samples", lambda: execute(SAMPLES))
    DirtyDay.objects.bulk_create(DirtyDay(day=day) for day in days())
    said_of("summed up", sum_all)
    execute("ANALYZE")
    today = timezone.now().date()
    scope = scope_for(cast.ana, Period(today - timedelta(days=364), today, "Europe/Berlin"))
    said_of("percentiles of a year", lambda: percentiles(scope, "first", ("answered",), (0.5, 0.9)))
    with django_assert_max_num_queries(25):
        joint(scope)
    took = min(said_of("joint page of a year", lambda: joint(scope)) for _time in range(3))
    assert exported(min(count, 100_000)) < 300
    said(f"{Sample.objects.count()} samples, {Figure.objects.count()} figures")
    assert count < 1_000_000 or took < 0.3


def exported(count: int) -> float:
    """Megabytes that CSV of so many conversations needs at most, beyond what the process has."""
    before = most = resident()
    size = 0
    last = Conversation.objects.order_by("pk").values_list("pk", flat=True)[count - 1]
    for piece in csv_pieces(conversation_rows(Conversation.objects.filter(pk__lte=last))):
        size += len(piece)
        most = max(most, resident())
    said(f"CSV of {count} rows: {size / 1e6:.1f} MB, {most - before:.1f} MB of memory")
    assert size > 100 * count
    return most - before


def resident() -> float:
    """Megabytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def days() -> set[Any]:
    """Those that have samples."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT (at AT TIME ZONE 'UTC')::date FROM reports_sample")
        return {day for (day,) in cursor.fetchall()}


def sum_all() -> None:
    """As the workers do."""
    while sum_up() is not None:
        pass


def execute(sql: str) -> None:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def said_of(what: str, do: Callable[[], object]) -> float:
    """Seconds that it took, told."""
    begun = time.perf_counter()
    do()
    took = time.perf_counter() - begun
    said(f"{what}: {took:.3f} s")
    return took


def said(words: str) -> None:
    """Shown with -s."""
    sys.stdout.write(f"{words}\n")
