"""What rules ask of promises, requests and the hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from inbox.models import Conversation, Message
from routing.actions.calendar import create as create_calendar
from routing.facts import RELATED
from routing.surroundings import request_words, standing_of, surroundings, times_of
from tests.cast import NOON, Cast, conversation

DESK: Any = [[[540, 1020]]] * 5 + [[], []]
MINUTE = timedelta(minutes=1)


def known(made: Conversation, now: datetime | None = None) -> Any:
    messages = list(Message.objects.filter(conversation=made).select_related(*RELATED))
    return surroundings(messages, now)[messages[0].pk]


@pytest.mark.parametrize(
    ("due", "risk", "rest", "standing"),
    [
        (None, None, None, "none"),
        (None, None, 12, "resting"),
        (5, 3, None, "running"),
        (5, 0, None, "at_risk"),
        (0, -9, None, "broken"),
    ],
)
def test_promises_stand_in_one_of_five_ways(due: int | None, risk: int | None, rest: int | None, standing: str) -> None:
    def at(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOON + minutes * MINUTE

    row: Any = SimpleNamespace(due_at=at(due), risk_at=at(risk), rest_minutes=rest)
    assert standing_of(row, NOON) == standing


@pytest.mark.parametrize(
    ("state", "closed", "due", "words"),
    [
        ("requested", False, 9, ["open"]),
        ("requested", False, -9, ["open", "late"]),
        ("accepted", False, -9, ["accepted", "late"]),
        ("answered", True, 9, ["answered"]),
        ("declined", True, -9, ["declined"]),
        ("withdrawn", True, -9, []),
    ],
)
def test_a_request_stands_in_words(state: str, *, closed: bool, due: int, words: list[str]) -> None:
    row: Any = SimpleNamespace(state=state, closed_at=NOON if closed else None, due_at=NOON + due * MINUTE)
    assert request_words(row, NOON) == words


@pytest.mark.parametrize(
    ("status", "waited", "awaited"), [("open", 90, None), ("pending", 90, 30), ("resolved", None, None)]
)
def test_one_side_waits_for_the_other(status: str, waited: int | None, awaited: int | None) -> None:
    row: Any = SimpleNamespace(status=status, waiting_since=NOON - 90 * MINUTE, last_message_at=NOON - 30 * MINUTE)
    assert times_of(row, NOON) == {"waited": waited, "awaited": awaited}


@pytest.mark.django_db
def test_working_hours_are_those_when_it_was_written_unless_asked_for_now(cast: Cast) -> None:
    desk = create_calendar(name="Desk", zone="Europe/Berlin", week=DESK, by=cast.ada)
    made = conversation(cast.channel, sent_at=NOON)
    assert known(made)["business_hours"] == [desk.pk]
    assert known(made, NOON + timedelta(hours=9))["business_hours"] == []


@pytest.mark.django_db
def test_a_batch_asks_two_questions(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(20):
        conversation(cast.channel, f"Number {number}")
    messages = list(Message.objects.select_related(*RELATED))
    with django_assert_num_queries(2):
        found = surroundings(messages)
    assert len(found) == 20
