"""At a hundred thousand conversations a search reads the indexes made for it, whatever is asked."""

from __future__ import annotations
import re, time

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inbox.models import Label
from inbox.search.find import PAGE, Kind, few, find, passages
from inbox.search.people import contacts
from inbox.search.scope import scope_of
from inbox.search.syntax import parse
from inbox.search.words import levels
from tests.cast import Cast
from tests.volume import fill

pytestmark = pytest.mark.django_db
RARE = (
    "7th",
    "777th",
    '"777th time"',
    "777th time",
    "55555*",
    "umbrella",
    "777th department:marketing",
    "777th from:person",
)
COMMON = ("linden", "linden cross", '"linden cross"', "comes", "linden -umbrella", "linden is:open", "linden in:push")
SEARCHES = (*RARE, *COMMON, "from:person7.", "label:refund", "linden label:refund", "before:2020", "is:resolved")


@pytest.fixture
def many(cast: Cast) -> Cast:
    """The volume, a few notes, a label, and one message with a word that nobody else wrote."""
    fill(cast.channel, [cast.service.pk, cast.marketing.pk, cast.hr.pk], searched=True)
    refund = Label.objects.create(name="Refund")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_note (conversation_id, author_id, text, created_at) "
            "SELECT id, %s, 'Linden Cross was promised a refund', opened_at FROM inbox_conversation WHERE id %% 200 = 0",
            [cast.ana.pk],
        )
        cursor.execute(
            "INSERT INTO inbox_conversation_labels (conversation_id, label_id) "
            "SELECT id, %s FROM inbox_conversation WHERE id %% 300 = 0",
            [refund.pk],
        )
        cursor.execute(
            "UPDATE inbox_message SET text = text || ' umbrella' WHERE id = (SELECT min(id) FROM inbox_message)"
        )
        cursor.execute(
            "ANALYZE inbox_conversation, inbox_conversation_labels, inbox_passage, inbox_contact, inbox_handle"
        )
    return cast


def plan(rows: Any) -> str:
    with connection.cursor() as cursor:
        sql, params = rows[: PAGE + 1].query.sql_with_params()
        cursor.execute(f"EXPLAIN ANALYZE {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


def strays(many: Cast, text: str, *indexes: str) -> list[str]:
    """What is wrong with the plan of the first level of a search."""
    query = parse(text, timezone.localdate())
    said = plan(passages(query, scope_of(query, many.ben), Kind.ALL, levels(query)[0], few(query)))
    if "Seq Scan on inbox_passage" in said or not any(index in said for index in indexes):
        return [f"{text}: {said}"]
    return []


def test_every_search_reads_its_index(many: Cast) -> None:
    wrong = [problem for text in RARE for problem in strays(many, text, "passage_words", "passage_handle")]
    wrong += [problem for text in COMMON for problem in strays(many, text, "passage_recent", "passage_words")]
    assert wrong == [], "\n\n".join(wrong)


def test_tmp(many, client):
    for text in SEARCHES:
        query = parse(text, timezone.localdate())
        scope = scope_of(query, many.ben)
        for newest in (False, True):
            began = time.perf_counter()
            hits = find(query, scope, Kind.ALL, newest=newest, cursor=None)
            took = time.perf_counter() - began
            print(f"{took*1000:8.1f} ms {len(hits):3} {newest!s:6} {text}")
            if took > 0.05 and False:
                pass
    for text in SEARCHES:
        query = parse(text, timezone.localdate())
        for n, lv in enumerate(levels(query)):
            p = plan(passages(query, scope_of(query, many.ben), Kind.ALL, lv, few(query)))
            t = float(re.search(r"Execution Time: ([\d.]+)", p)[1])
            print("=====", text, "level", n, t, "ms")
            if t > 20: print(p)
    for text in ("person77", "pers", "nobody here", "person"):
        query = parse(text, timezone.localdate())
        p = plan(contacts(query, many.ben))
        print("===== contacts", text); print(p)
