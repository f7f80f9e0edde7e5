"""At a hundred thousand conversations the database reads lists from the indexes made for them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection

from inbox.filters import PAGE, ListQuery
from inbox.models import Label
from tests.cast import Cast
from tests.volume import fill

pytestmark = pytest.mark.django_db

BY_TIME = "conversation_list or conversation_recent"
"""A fifth of all is open here: passing over the rest, four rows for each, costs as much as reading by status."""
INTENDED = {
    "": BY_TIME,
    "?sort=oldest": BY_TIME,
    "?sort=waiting": "conversation_waits",
    "?status=snoozed&sort=waiting": "conversation_waits",
    "?overdue=1&sort=waiting": "conversation_waits",
    "?sort=due": "conversation_due",
    "?sort=priority": "conversation_priority",
    "?sort=score": "conversation_score",
    "?priority=urgent": "conversation_priority",
    "?status=all": "conversation_recent",
    "?status=all&sort=oldest": "conversation_recent",
    "?department=marketing": "conversation_department",
    "?assignee=me": "conversation_assignee",
    "?unread=1": BY_TIME,
    "?failed=1": "inbox_conversation_pkey",
}


@pytest.fixture
def many(cast: Cast) -> Cast:
    """The volume, with some priorities, assignees and a label."""
    fill(cast.channel, [cast.service.pk, cast.marketing.pk, cast.hr.pk])
    refund = Label.objects.create(name="Refund")
    facts = {"ben": cast.ben.pk, "label": refund.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_conversation SET priority = CASE WHEN id %% 7 = 0 THEN 1 + id %% 4 ELSE 2 END, "
            "assignee_id = CASE WHEN id %% 20 = 0 THEN %(ben)s END WHERE id %% 7 = 0 OR id %% 20 = 0",
            facts,
        )
        cursor.execute(
            "INSERT INTO inbox_conversation_labels (conversation_id, label_id) "
            "SELECT id, %(label)s FROM inbox_conversation WHERE id %% 300 = 0",
            facts,
        )
        cursor.execute("ANALYZE inbox_conversation, inbox_conversation_labels, inbox_delivery")
    return cast


def test_every_list_walks_its_index_and_every_page_begins_at_its_place(many: Cast) -> None:
    wrong = [sentence for address, index in INTENDED.items() for sentence in _strays(many, address, index)]
    wrong += [sentence for sort in ("newest", "waiting", "priority") for sentence in _reads_too_much(many, sort)]
    rare = _plan(ListQuery(label=(Label.objects.get().pk,)).rows(many.ben))
    if "Seq Scan on inbox_conversation " in rare:
        wrong.append(f"a rare label reads everything: {rare}")
    assert wrong == [], "\n\n".join(wrong)


def _strays(many: Cast, address: str, index: str) -> list[str]:
    """What is wrong with the plans of the first two pages of a list."""
    query = ListQuery.parse(address)
    rows = query.rows(many.ben)
    plans = {address: _plan(rows)}
    page = list(rows[:PAGE])
    if len(page) == PAGE:
        plans[f"{address}, page 2"] = later = _plan(query.after(rows, query.order.cursor(page[-1])))
        if not re.search(r"Index Cond:.*ROW\(", later):
            return [f"{address}: the second page does not begin at its place: {later}"]
    return [
        f"{place}: {plan}"
        for place, plan in plans.items()
        if not any(name in plan for name in index.split(" or "))
        or "Seq Scan on inbox_conversation " in plan
        or (index.startswith("conversation") and re.search(r"^\s*(->\s*)?Sort ", plan, re.MULTILINE))
    ]


def _reads_too_much(many: Cast, sort: str) -> list[str]:
    """A page far down passes over no more rows than the first."""
    query = ListQuery(sort=sort)
    rows = query.rows(many.ben)
    plan = _plan(query.after(rows, query.order.cursor(rows[15_000])), analyze=True)
    passed_over = sum(int(count) for count in re.findall(r"Rows Removed by Filter: (\d+)", plan))
    return [f"{sort}: {passed_over} rows passed over: {plan}"] if passed_over > 1_000 else []


def _plan(rows: Any, **options: bool) -> str:
    return str(rows[: PAGE + 1].explain(**options))
