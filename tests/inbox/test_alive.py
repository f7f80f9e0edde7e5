"""Whether scheduler and worker live, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.alive import BREAK, Beat, is_silent, lives, precisely, scheduler_life, worker_life
from tests.cast import NOON


def seen(ago: timedelta) -> Beat:
    """Alive since yesterday, last seen so long before noon."""
    return Beat(NOON - ago, NOON - timedelta(days=1))


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=1), "1 second ago"),
        (timedelta(seconds=4), "4 seconds ago"),
        (timedelta(seconds=119), "119 seconds ago"),
        (timedelta(minutes=3), "3 minutes ago"),
        (timedelta(hours=5), "5 hours ago"),
        (-timedelta(seconds=3), "0 seconds ago"),
    ],
)
def test_how_long_ago_is_told_by_the_second(ago: timedelta, said: str) -> None:
    assert precisely(NOON - ago, NOON) == said


def test_those_who_live_say_when_they_were_seen() -> None:
    assert worker_life(seen(timedelta(seconds=4)), NOON).sentence == "The worker answered 4 seconds ago."
    assert scheduler_life(seen(timedelta(0)), NOON).state == "ok"


def test_silence_is_told_with_what_it_means() -> None:
    long = seen(timedelta(minutes=9))
    assert worker_life(long, NOON).sentence == "A worker last answered 9 minutes ago. None runs, or all are stuck."
    assert scheduler_life(long, NOON).sentence == "The scheduler last handed out work 9 minutes ago. It is stopped."
    assert {life.state for life in lives({"worker": long, "scheduler": long}, NOON)} == {"overdue"}


def test_who_was_never_seen_is_told_how_to_start() -> None:
    said = " ".join(life.sentence for life in lives({}, NOON))
    assert "celery -A config.celery beat" in said
    assert "celery -A config.celery worker" in said


def test_silence_begins_after_the_break_and_needs_a_first_sign() -> None:
    assert not is_silent(seen(BREAK), NOON)
    assert is_silent(seen(BREAK + timedelta(seconds=1)), NOON)
    assert not is_silent(None, NOON)
