"""How a channel is, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.health import Facts, health, in_words, silence
from tests.cast import NOON

WELL = Facts(
    "Bluesky",
    polls=True,
    last_post_at=NOON - timedelta(minutes=4),
    next_poll_at=NOON + timedelta(seconds=40),
)


def said(facts: Facts) -> tuple[str, str]:
    """State and sentences at noon."""
    found = health(facts, NOON)
    return found.state, str(found)


def changed(**fields: object) -> Facts:
    """WELL with other facts."""
    return Facts(**{name: getattr(WELL, name) for name in Facts.__slots__} | fields)


def test_a_channel_that_is_well_says_when_it_heard_and_when_it_looks() -> None:
    assert said(WELL) == ("ok", "Last post 4 minutes ago. Next look in 40 seconds.")


def test_a_channel_that_looks_this_moment_says_now() -> None:
    assert said(changed(next_poll_at=None, last_post_at=None)) == ("ok", "No post yet. Next look now.")


def test_a_refusal_says_what_the_network_said_since_when_and_what_comes() -> None:
    facts = changed(
        failing_since=NOON - timedelta(minutes=108),
        last_error="Bluesky refused our password.",
        next_poll_at=NOON + timedelta(minutes=8),
    )
    assert said(facts) == (
        "overdue",
        "Bluesky refused our password. So it has been since 10:12. Next try in 8 minutes.",
    )


def test_an_outage_of_days_names_the_day() -> None:
    facts = changed(failing_since=NOON - timedelta(days=2), next_poll_at=None)
    assert said(facts)[1] == "Bluesky does not answer. So it has been since 17 November 2026, 12:00 UTC."


def test_a_look_that_does_not_come_asks_for_the_worker() -> None:
    state, words = said(changed(next_poll_at=NOON - timedelta(minutes=5)))
    assert state == "due"
    assert words.endswith("The next look was due 5 minutes ago: is a worker running?")


def test_a_paused_channel_says_so_whatever_else_is() -> None:
    state, words = said(changed(is_active=False, failing_since=NOON))
    assert (state, words) == ("empty", "Paused: nothing comes in and nothing leaves. Last post 4 minutes ago.")


def test_a_push_channel_waits_or_lacks_its_token() -> None:
    push = Facts("Push", pushed_to=True, has_token=True)
    assert said(push) == ("ok", "No post yet. It waits for what is pushed.")
    assert said(Facts("Push", pushed_to=True)) == ("due", "Nobody can push to it yet: it has no token.")


def test_an_imported_channel_is_at_rest() -> None:
    assert said(Facts("Import"))[0] == "empty"


def test_a_network_that_is_gone_is_named() -> None:
    assert said(changed(installed=False)) == ("overdue", "The connector for Bluesky is not installed.")


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "One payload could not be understood."), (3, "3 payloads could not be understood.")],
)
def test_what_was_not_understood_is_counted_and_asks_for_a_look(count: int, words: str) -> None:
    state, sentences = said(changed(set_aside=count))
    assert state == "due"
    assert sentences.endswith(words)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "now"),
        (0.2, "now"),
        (1, "in 1 second"),
        (89, "in 89 seconds"),
        (300, "in 5 minutes"),
        (7100, "in 118 minutes"),
        (7200, "in 2 hours"),
    ],
)
def test_times_to_come_are_told_in_the_unit_that_fits(seconds: float, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("heard", "due", "poll_seconds", "silent"),
    [
        (3, 2, 60, True),
        (2, 2, 60, False),
        (3, 0, 60, False),
        (9, 6, 300, False),
        (11, 6, 300, True),
        (1.9, 1.5, 5, False),
    ],
    ids=["beyond twice", "just twice", "not due for long", "rare and in time", "rare and silent", "never in seconds"],
)
def test_silence_is_more_than_twice_the_interval(heard: float, due: float, poll_seconds: int, silent: bool) -> None:
    moments = (NOON - timedelta(minutes=heard), NOON - timedelta(minutes=due))
    found = silence(*moments, poll_seconds, NOON)
    assert found == (timedelta(minutes=heard) if silent else None)


@pytest.mark.parametrize(("minutes", "said"), [(12, "Silent for 12 minutes"), (300, "Silent for 5 hours")])
def test_a_silent_channel_says_for_how_long(minutes: int, said: str) -> None:
    past = timedelta(minutes=minutes)
    state, sentences = (
        (found := health(changed(silent_since=NOON - past, next_poll_at=NOON - past), NOON)).state,
        str(found),
    )
    assert state == "overdue"
    assert sentences.startswith(f"{said}, more than twice its interval. Last post 4 minutes ago. The next look was due")
