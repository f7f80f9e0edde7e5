"""At a hundred thousand conversations the database reads lists from the indexes made for them."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from inbox.filters import PAGE, ListQuery
from inbox.models import Conversation, Label
from tests.cast import Cast
from tests.volume import fill

pytestmark = pytest.mark.django_db

INTENDED = {
    "": "conversation_list",
    "?sort=oldest": "conversation_list",
    "?status=resolved": "conversation_list",
    "?sort=waiting": "conversation_waits",
    "?status=snoozed&sort=waiting": "conversation_waits",
    "?sort=priority": "conversation_priority",
    "?priority=urgent": "conversation_priority",
    "?status=all": "conversation_recent",
    "?status=all&sort=oldest": "conversation_recent",
    "?department=marketing": "conversation_department",
    "?assignee=me": "conversation_assignee",
    "?overdue=1&sort=waiting": "conversation_waits",
    "?unread=1": "conversation_list",
    "?failed=1": "delivery_troubled",
}


@pytest.fixture
def many(cast: Cast) -> Cast:
    """The volume, with some priorities, assignees and a label."""
    fill(cast.channel, [cast.service.pk, cast.marketing.pk, cast.hr.pk])
    refund = Label.objects.create(name="Refund")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_conversation SET priority = 1 + id % 4 WHERE id % 7 = 0")
        cursor.execute("UPDATE inbox_conversation SET assignee_id = %s WHERE id % 500 = 0", [cast.ben.pk])
        cursor.execute(
            "INSERT INTO inbox_conversation_labels (conversation_id, label_id) "
            "SELECT id, %s FROM inbox_conversation WHERE id %% 300 = 0",
            [refund.pk],
        )
        cursor.execute("ANALYZE inbox_conversation, inbox_conversation_labels, inbox_delivery")
    return cast


def test_every_list_and_its_later_pages_walk_an_index(many: Cast) -> None:
    for address, index in INTENDED.items():
        query = ListQuery.parse(address)
        rows = query.rows(many.ben)
        _assert_walks(rows, index, address)
        page = list(rows[:PAGE])
        if len(page) == PAGE:
            behind = query.after(rows, query.order.cursor(page[-1]))
            plan = _assert_walks(behind, index, f"{address}, page 2")
            assert "ROW(" in plan, f"{address}: the next page does not begin at its place"


def test_deep_pages_cost_what_the_first_costs(many: Cast) -> None:
    for sort in ("newest", "waiting", "priority"):
        query = ListQuery(sort=sort)
        rows = query.rows(many.ben)
        deep = rows[15_000]
        plan = query.after(rows, query.order.cursor(deep))[: PAGE + 1].explain(analyze=True)
        removed = [int(count) for count in re.findall(r"Rows Removed by Filter: (\d+)", plan)]
        assert sum(removed) < 200, (sort, plan)


def test_a_rare_label_is_found_by_itself(many: Cast) -> None:
    label = Label.objects.get()
    rows = ListQuery(label=(label.pk,)).rows(many.ben)
    plan = rows[: PAGE + 1].explain(analyze=True)
    assert "Seq Scan on inbox_conversation " not in plan
    assert Conversation.objects.filter(labels=label).count() > 300


def _assert_walks(rows: object, index: str, address: str) -> str:
    plan: str = rows[: PAGE + 1].explain()  # type: ignore[index]
    assert index in plan, f"{address}: {plan}"
    assert "Seq Scan on inbox_conversation " not in plan, f"{address}: {plan}"
    if index.startswith("conversation"):
        assert "Sort" not in plan.replace("Sort Key", ""), f"{address}: {plan}"
    return plan
