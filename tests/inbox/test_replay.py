"""Where a conversation stands, worked out from what was said and done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inbox.replay import Done, Spoken, State, replay, waits

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def they(number: int, *, gone: int | None = None) -> Spoken:
    return Spoken(minute(number), minute(number), False, True, None if gone is None else minute(gone))


def we(number: int, *, gone: int | None = None) -> Spoken:
    return Spoken(minute(number), minute(number), True, False, None if gone is None else minute(gone))


def act(number: int, word: str, **data: Any) -> Done:
    return Done(minute(number), f"conversation.{word}", data)


RESOLVED = State("resolved", "answered", None, minute(2).isoformat())


@pytest.mark.parametrize(
    ("base", "spoken", "done", "status"),
    [
        (State(), [they(1)], [], "open"),
        (State(), [they(1), we(2)], [], "pending"),
        (RESOLVED, [they(1)], [], "open"),
        (RESOLVED, [we(1)], [], "resolved"),
        (State(), [they(1), we(2), they(3)], [], "open"),
        (State(), [they(1), we(2, gone=3)], [], "open"),
        (State(), [they(1, gone=2)], [], "pending"),
        (State(), [they(1)], [act(2, "resolve", outcome="spam")], "resolved"),
        (State(), [they(1), they(3)], [act(2, "resolve", outcome="spam")], "open"),
        (State(), [they(1)], [act(2, "resolve", outcome="spam"), act(3, "undo")], "open"),
        (State(), [they(1)], [act(2, "snooze", until="2026-12-01T09:00:00+00:00")], "snoozed"),
        (State(), [they(1)], [act(2, "snooze", until="2026-12-01"), act(3, "wake")], "open"),
        (RESOLVED, [], [act(1, "reopen")], "open"),
        (RESOLVED, [], [act(1, "reopen"), act(2, "undo")], "resolved"),
        (RESOLVED, [], [act(1, "wake")], "resolved"),
        (RESOLVED, [they(-5)], [act(1, "merge")], "open"),
        (RESOLVED, [they(-5), we(-4)], [act(1, "merge")], "resolved"),
        (State(), [they(1), they(3, gone=4)], [act(2, "resolve", outcome="spam")], "pending"),
        (State(), [they(1), they(4, gone=5)], [act(2, "resolve", outcome="spam"), act(3, "reopen")], "open"),
    ],
)
def test_what_was_said_and_done_decides(base: State, spoken: list[Spoken], done: list[Done], status: str) -> None:
    assert replay(base, START, spoken, done).state.status == status


def test_what_lies_before_counts_only_through_the_base() -> None:
    assert replay(RESOLVED, START, [they(-1)], [act(-1, "reopen")]).state == RESOLVED


def test_somebody_waits_for_what_is_newer_than_our_last_answer() -> None:
    assert waits([they(1)], minute(1))
    assert not waits([they(1), we(2)], minute(2))
    assert waits([they(1), we(2)], minute(1))
    assert not waits([they(1, gone=2)], minute(2))


def settled(*spoken: Spoken, done: list[Done]) -> dict[int, datetime]:
    return dict(replay(State(), START, spoken, done).settled)


def test_resolving_settles_what_has_arrived_until_it_is_taken_back() -> None:
    done = [act(2, "resolve", outcome="spam")]
    assert settled(they(1), they(3), we(1), done=done) == {0: minute(2)}
    assert settled(they(1), done=[*done, act(3, "undo")]) == {}
    assert settled(they(1), done=[*done, act(3, "reopen")]) == {}
    assert settled(they(1), they(3), done=[*done, act(4, "reopen")]) == {0: minute(2)}
    assert settled(they(1), done=[*done, act(3, "reopen"), act(4, "undo")]) == {0: minute(2)}


def test_what_a_merge_brought_counts_from_then_on() -> None:
    brought = Spoken(minute(1), minute(1), False, True, brought_at=minute(4))
    assert settled(brought, done=[act(3, "resolve", outcome="spam")]) == {}
    assert settled(brought, done=[act(5, "resolve", outcome="spam")]) == {0: minute(5)}
    assert not waits([brought], minute(3))
    assert waits([brought], minute(4))


def test_what_was_settled_elsewhere_before_a_merge_stays_settled() -> None:
    brought = Spoken(minute(1), minute(1), False, True, settled_at=minute(2), brought_at=minute(4))
    assert settled(brought, done=[]) == {0: minute(2)}


def test_a_state_is_stored_and_read_back() -> None:
    assert State(**RESOLVED.stored()) == RESOLVED
