"""At a hundred thousand conversations a search reads the indexes made for it, whatever is asked."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.search.find import PAGE, Kind, few, passages
from inbox.search.people import contacts
from inbox.search.scope import scope_of
from inbox.search.syntax import parse
from inbox.search.words import levels
from tests.cast import Cast
from tests.volume import fill

pytestmark = pytest.mark.django_db
RARE = (
    "777th",
    '"777th time"',
    "777th time",
    "55555*",
    "umbrella",
    "777th department:marketing",
    "time -cross umbrella",
)
COMMON = ("linden", "linden cross", '"linden cross"', "linden -umbrella", "linden is:open", "linden in:push", "cross*")
MOST = 8
"""Questions that a search asks beyond those of every page (session, member, roles, the rail)."""


@pytest.fixture
def many(cast: Cast) -> Cast:
    """The volume, five hundred notes, and one message with a word that nobody else wrote."""
    fill(cast.channel, [cast.service.pk, cast.marketing.pk, cast.hr.pk], searched=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_note (conversation_id, author_id, text, created_at) "
            "SELECT id, %s, 'Linden was promised a refund', opened_at FROM inbox_conversation WHERE id %% 200 = 0",
            [cast.ana.pk],
        )
        cursor.execute(
            "UPDATE inbox_message SET text = text || ' umbrella' "
            "WHERE id = (SELECT min(id) FROM inbox_message WHERE text LIKE '%%Linden%%')"
        )
        cursor.execute("ANALYZE inbox_conversation, inbox_passage, inbox_contact, inbox_handle")
    return cast


def plan(rows: Any) -> str:
    return str(rows[: PAGE + 1].explain())


def plans(many: Cast, text: str) -> list[str]:
    """The plan of each level of a search."""
    query = parse(text, timezone.localdate())
    scope, rare = scope_of(query, many.ben), few(query)
    return [plan(passages(query, scope, Kind.ALL, level, rare)) for level in levels(query)]


def strays(many: Cast, text: str, *, place: int, indexes: tuple[str, ...]) -> list[str]:
    """What is wrong with one level's plan."""
    said = plans(many, text)[place]
    reads = "Seq Scan on inbox_passage" in said
    return [f"{text}: {said}"] if reads or not all(index in said for index in indexes) else []


def test_every_search_reads_its_index_and_asks_little(many: Cast, client: Client) -> None:
    wrong = [problem for text in RARE for problem in strays(many, text, place=0, indexes=("passage_words",))]
    wrong += [problem for text in COMMON for problem in strays(many, text, place=0, indexes=("passage_recent",))]
    wrong += strays(many, "umbrella", place=1, indexes=("passage_words", "passage_stems"))
    people = plan(contacts(parse("person77", timezone.localdate()), many.ben))
    if "Seq Scan on inbox_contact " in people or "contact_folded" not in people or "handle_folded" not in people:
        wrong.append(people)
    assert wrong == [], "\n\n".join(wrong)
    client.force_login(many.ben)
    with CaptureQueriesContext(connection) as frame:
        client.get("/search/")
    for text in ("linden", "umbrella", '"linden cross" is:open', "linden department:customer after:2020", "person77"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/search/", {"q": text}).status_code == 200
        assert len(asked) - len(frame) <= MOST, (text, [query["sql"][:80] for query in asked])


@pytest.mark.long
def test_how_long_it_takes(many: Cast, client: Client) -> None:
    """Prints the table of docs/measurements.md: each search as a ratio to the list page."""
    client.force_login(many.ben)
    inbox = typical(lambda: client.get("/inbox/"))
    sys.stdout.write(f"| the list | {inbox * 1000:.0f} ms | 1.00 |\n")
    for text in (
        "linden",
        "linden cross",
        "umbrella",
        "777th",
        "reimb*",
        "linden is:open",
        "linden -umbrella",
        "person77",
    ):
        took = typical(lambda text=text: client.get("/search/", {"q": text}))  # type: ignore[misc]
        sys.stdout.write(f"| `{text}` | {took * 1000:.0f} ms | {took / inbox:.2f} |\n")


def typical(act: Callable[[], Any]) -> float:
    """The median of nine, in seconds of this machine's clock."""
    act()
    taken = []
    for _each in range(9):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return median(taken)
