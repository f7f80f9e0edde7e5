"""Reports on real conversations equal figures that others computed from the same files.

The folder that THREADS_DIR names holds expected_aggregates.json and, for each file it tells of, the
posts as JSON lines. Run as `THREADS_DIR=... uv run pytest -n 0 -s -m threads`.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.actors import SETUP
from inbox.imports.run import Import, Plan, survey
from inbox.models import Channel, Post
from reports.metrics.catalogue import METRICS
from reports.models import Kind, Tag
from reports.percentiles import percentiles
from reports.scope import Period, Scope, scope_for
from reports.sums import sums
from tests.cast import Cast
from tests.reports.measured import measure_all

pytestmark = [pytest.mark.django_db, pytest.mark.threads]

EVER = Period(date(2005, 1, 1), date(2030, 12, 31))
SHARES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "p99": 0.99}
TIMES = {
    "first_response_seconds": (Kind.FIRST, (Tag.ANSWERED,)),
    "direct_reply_seconds": (Kind.DIRECT, ()),
    "conversation_span_seconds": (Kind.SPAN, ()),
}


FOLDER = Path(os.environ.get("THREADS_DIR", "threads"))


@pytest.mark.parametrize("name", ["open_ibm", "open_twcs"])
def test_every_figure_equals_the_expected_one(cast: Cast, name: str) -> None:
    expected = json.loads((FOLDER / "expected_aggregates.json").read_text())["files"][name]
    plan = Plan(FOLDER / f"{name}.jsonl", "twitter", cast.service)
    Import(plan, survey(plan), by=SETUP, progress=lambda _count: None).run()
    measure_all()
    brands = {channel.name: channel for channel in Channel.objects.filter(network="import")}
    compared = compare(expected, chosen(cast, list(brands.values())), name)
    for brand, of_brand in expected["by_brand"].items():
        compared += compare(of_brand, chosen(cast, [brands[brand]]), f"{name}, {brand}")
    sys.stdout.write(f"{name}: {compared} figures compared\n")
    assert compared > 30 * len(expected["by_brand"])


def chosen(cast: Cast, channels: list[Channel]) -> Scope:
    """What stands on these channels."""
    assert channels
    return scope_for(cast.ada, EVER, channels=[channel.pk for channel in channels])


def compare(expected: dict[str, Any], scope: Scope, where: str) -> int:
    """Every figure that both know; how many those were."""
    found = measured(scope, expected)
    for key, value in found.items():
        wanted = flat(expected)[key]
        allowed = 0.0001 if isinstance(wanted, float) and wanted <= 1 else max(1, abs(wanted) * 0.001)
        if isinstance(wanted, int):
            allowed = 0
        assert value == pytest.approx(wanted, abs=allowed), f"{where}: {key}"
    return len(found)


def measured(scope: Scope, expected: dict[str, Any]) -> dict[str, float]:
    """The same figures from our metrics; our own posts that answer nobody are conversations of one there."""
    alone = Post.objects.filter(channel__in=scope.channels).count()
    counts = {kind: total.count for (kind,), total in sums(scope, list(Kind), "kind").items()}
    first = sums(scope, [Kind.FIRST], "tag")[Tag.ANSWERED,]
    found: dict[str, float] = {
        "posts": counts[Kind.INBOUND] + counts.get(Kind.OUTBOUND, 0) + alone,
        "inbound": METRICS["inbound"].compute(scope).samples,
        "outbound": METRICS["outbound"].compute(scope).samples + alone,
        "conversations": METRICS["conversations"].compute(scope).samples + alone,
        "conversations_started_by_customer": counts[Kind.FIRST],
        "of_those_with_a_brand_post": first.count,
        "response_rate": first.count / counts[Kind.FIRST],
        "inbound_posts_with_direct_brand_reply": METRICS["direct_response"].compute(scope).samples,
        "post_level_response_rate": counts.get(Kind.DIRECT, 0) / counts[Kind.INBOUND],
    }
    for name, within in zip(("15m", "1h", "4h", "24h"), first.within, strict=True):
        found[f"first_response_within.{name}"] = within / first.count
    for name, (kind, tags) in TIMES.items():
        if alone and kind == Kind.SPAN:
            continue
        times = percentiles(scope, kind, tags, tuple(SHARES.values()))
        found |= {f"{name}.{key}": value or 0 for key, value in zip(SHARES, times.values, strict=True)}
        found[f"{name}.n"] = times.samples
    return found | (lengths(scope) if not alone else {})


def lengths(scope: Scope) -> dict[str, float]:
    """How many messages conversations have."""
    values = list(scope.samples(Kind.CONVERSATION).values_list("value", flat=True))
    heights = Counter(min(value or 0, 15) for value in values)
    times = percentiles(scope, Kind.CONVERSATION, (), (0.5, 0.9))
    found = {f"conversation_length.hist.{length}": float(count) for length, count in heights.items()}
    ends = {"p50": times.values[0] or 0, "p90": times.values[1] or 0, "max": float(max(value or 0 for value in values))}
    return found | {f"conversation_length.{key}": value for key, value in ends.items()}


def flat(values: dict[str, Any], before: str = "") -> dict[str, float]:
    """Nested figures by their dotted names."""
    found: dict[str, float] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{key}.")
        elif isinstance(value, int | float):
            found[before + key] = value
    return found
