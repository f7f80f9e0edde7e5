"""A rehearsal on thousands of real conversations (THREADS_FOLDER, JSON Lines as import_posts reads them): it ends,
changes nothing, and its numbers are those that the plainest counting gives.

`THREADS_FOLDER=... uv run pytest -n 0 -s -m long tests/routing/test_rehearsal_of_threads.py`
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Department
from inbox.models import Conversation, Message, SavedView
from routing.actions.rehearsal import carry_out, start
from routing.models import Rehearsal
from routing.rule_sets import chosen
from routing.rules import Step
from tests.cast import Cast, department
from tests.routing.actions.test_rehearsal import tables
from tests.routing.book import draft, says

FOLDER = os.environ.get("THREADS_FOLDER", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.skipif(not FOLDER, reason="THREADS_FOLDER names no folder of real threads"),
]


@pytest.fixture
def brands(cast: Cast) -> dict[str, Department]:
    """Everything comes in at one desk; each conversation lies with its brand's department, whose people answered it."""
    for file in sorted(Path(FOLDER).glob("*.jsonl")):
        call_command("import_posts", str(file), "--department", cast.service.slug, "--channel-by", "brand", verbosity=0)
    names = sorted(set(Conversation.objects.values_list("channel__name", flat=True)))
    made = {name: department(name, f"B{place}") for place, name in enumerate(names)}
    for name, place in made.items():
        Conversation.objects.filter(channel__name=name).update(department=place)
    return made


def first_word(name: str) -> str:
    return str(re.findall("[a-z0-9]+", name.lower())[0])


def counted(cast: Cast, brands: Mapping[str, Department]) -> dict[str, Any]:
    """The same numbers without any of the product's own rules, history or counting."""
    word_of: dict[str, int] = {}
    for name, place in brands.items():
        word_of.setdefault(first_word(name), place.pk)
    order = list(word_of)
    said: dict[int, list[str]] = defaultdict(list)
    heard = Message.objects.filter(is_ours=False, is_context=False, removed_at=None).order_by("sent_at", "pk")
    for pk, text in heard.values_list("conversation_id", "text"):
        said[pk].append(text)
    answered = set(Message.objects.filter(is_ours=True, is_context=False).values_list("conversation_id", flat=True))
    found: Counter[str] = Counter()
    matrix: Counter[tuple[int, int]] = Counter()
    for pk, lies in Conversation.objects.filter(pk__in=said).values_list("pk", "department_id"):
        goes = cast.service.pk
        for text in said[pk]:
            words = set(re.findall("[a-z0-9]+", text.lower()))
            goes = next((word_of[word] for word in order if word in words), goes)
        matrix[cast.service.pk, goes] += 1
        found.update({"conversations": 1, "moved": goes != cast.service.pk, "judged": pk in answered})
        found["agreed"] += pk in answered and goes == lies
    return {**found, "matrix": [[*pair, count] for pair, count in sorted(matrix.items())]}


def test_it_ends_changes_nothing_and_counts_right(cast: Cast, brands: Mapping[str, Department]) -> None:
    for name, place in brands.items():
        draft(cast, name, says(first_word(name)), Step("department", place.pk))
    old, new = chosen("now"), chosen("drafts")
    assert old is not None
    assert new is not None
    view = SavedView.objects.create(name="Everything", query="?status=all", member=cast.ada)
    before, began, turns = tables(), time.monotonic(), 0
    made = start(old=old, new=new, by=cast.ada, view=view)
    done = [0]
    while carry_out(made.pk, seconds=1.0):
        turns += 1
        done.append(made.conversations.filter(is_done=True).count())
    took = time.monotonic() - began
    assert tables() == before
    assert done == sorted(set(done)), "progress grows with each turn"
    kept = Rehearsal.objects.get()
    expected = counted(cast, brands)
    figures = kept.figures
    handled = figures["new"]["handled"]
    assert (figures["conversations"], figures["moved"]) == (expected["conversations"], expected["moved"])
    assert handled == {"agreed": expected["agreed"], "judged": expected["judged"]}
    assert figures["matrix"] == expected["matrix"]
    messages = Message.objects.count()
    sys.stdout.write(
        f"\n{messages:,} messages, {kept.total:,} conversations, {len(brands)} rules, {turns + 1} turns, {took:.1f} s\n"
        f"moved {figures['moved']:,}, agreed {handled['agreed']:,} of {handled['judged']:,}\n"
        f"load of the machine: {os.getloadavg()[0]:.1f}\n"
    )
