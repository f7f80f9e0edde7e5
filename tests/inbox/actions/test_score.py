"""A row's score is set from above, and told to those who look at it."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import events
from accounts.models import Event
from inbox.actions.score import set_scores
from inbox.filters import ListQuery
from inbox.models import Conversation
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_only_those_that_changed_are_shown_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = conversation(cast.channel), conversation(cast.channel)
    told: list[list[Any]] = []
    monkeypatch.setattr(events, "_announce", lambda acts: told.append([act.subject.pk for act in acts]))
    before = Event.objects.count()
    set_scores({one.pk: 70, other.pk: 0})
    set_scores({one.pk: 70, other.pk: 10})
    assert dict(Conversation.objects.values_list("pk", "score")) == {one.pk: 70, other.pk: 10}
    assert told == [[one.pk], [other.pk]]
    assert Event.objects.count() == before


def test_the_list_is_ordered_by_it_page_by_page(cast: Cast) -> None:
    made = [conversation(cast.channel, f"Number {number}") for number in range(5)]
    set_scores({row.pk: points for row, points in zip(made, (10, 100, 0, 100, 55), strict=True)})
    query = ListQuery.parse("?sort=score")
    rows = query.rows(cast.ben)
    page = list(rows[:2])
    assert [row.pk for row in page] == [made[3].pk, made[1].pk]
    rest = query.after(rows, query.order.cursor(page[-1]))
    assert [row.pk for row in rest] == [made[4].pk, made[0].pk, made[2].pk]
