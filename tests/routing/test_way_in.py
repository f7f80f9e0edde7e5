"""The whole way in with a thousand rules: kept, understood, stored, read, routed and journalled, on one worker.

`uv run pytest -n 0 -s -m long tests/routing/test_way_in.py` prints the table of docs/measurements.md.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.intake import store_raw
from inbox.actions.understand import process
from inbox.channels.base import Raw
from inbox.connect import connector_for
from inbox.models import Inbound, Message
from routing.actions._set import new_version
from routing.actions.keep import keep_next
from routing.actions.read import read_text
from routing.actions.route import BATCH, route_all
from routing.models import Decision, Rule, RuleState, RuleVersion
from tests.cast import Cast
from tests.routing.book import says
from tests.routing.measure_rules import COMMON, WORDS

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
RULES, POSTS = 1_000, 3_000


def fill_with_rules(cast: Cast) -> None:
    """Keyword rules that raise the priority; one post in a hundred meets one."""
    trees = [says(*WORDS[3 * n : 3 * n + 3]) for n in range(RULES)]
    content: list[dict[str, Any]] = [
        {"name": f"Rule {n}", "trigger": "received", "tree": tree, "steps": [{"kind": "priority", "value": 3}]}
        for n, tree in enumerate(trees)
    ]
    rows = [Rule(**one, position=n, state=RuleState.ACTIVE) for n, one in enumerate(content)]
    made = Rule.objects.bulk_create(rows)
    versions = zip(made, content, strict=True)
    RuleVersion.objects.bulk_create(RuleVersion(rule=row, number=1, at=row.created_at, **one) for row, one in versions)
    new_version()


def raws(count: int) -> list[Raw]:
    """Posts of thirty words, each of another thread."""
    chance = random.Random(5)
    found = []
    for number in range(count):
        words = [*chance.choices(COMMON, k=29), chance.choice(WORDS[:3_000]) if number % 100 == 0 else "train"]
        item = {"text": " ".join(words), "external_id": f"w{number}"}
        found.append(Raw(f"w{number}", {"item": item, "received_at": "2026-11-19T12:00:00+00:00"}))
    return found


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall, and of our own processor."""
    wall, own = time.monotonic(), time.process_time()
    work()
    return time.monotonic() - wall, time.process_time() - own


def route_everything() -> None:
    ids = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        route_all(ids[start : start + BATCH])


def follow() -> None:
    while keep_next() is not None:
        pass


def test_three_hundred_a_second_with_a_thousand_rules(cast: Cast) -> None:
    fill_with_rules(cast)
    posts, connector = raws(POSTS), connector_for(cast.channel)
    read_text("A worker that is up has read its models.", None)
    steps = {
        "kept as received": lambda: store_raw(cast.channel, posts, by=INTAKE),
        "understood, stored": lambda: process(list(Inbound.objects.order_by("pk")), connector),
        "read, routed, journalled": route_everything,
    }
    took = {name: timed(work) for name, work in steps.items()}
    wall, own = (sum(one[place] for one in took.values()) for place in (0, 1))
    took["clocks and scores, behind it"] = timed(follow)
    lines = [f"| {name} | {POSTS / one[0]:,.0f} | {POSTS / one[1]:,.0f} |" for name, one in took.items()]
    lines.append(f"| the way in | {POSTS / wall:,.0f} | {POSTS / own:,.0f} |")
    sys.stdout.write("\n| step | posts a second | of our own processor's |\n|---|---|---|\n" + "\n".join(lines))
    sys.stdout.write(f"\n\nload of the machine: {os.getloadavg()[0]:.1f}\n")
    assert Decision.objects.count() == Message.objects.count() == POSTS
    assert Event.objects.filter(verb="message.route").count() == POSTS
    assert Decision.objects.exclude(winner=None).count() == POSTS // 100
