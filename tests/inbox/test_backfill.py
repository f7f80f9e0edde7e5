"""What lies behind is read beside what is new, and the progress can be told."""

from __future__ import annotations

from datetime import timedelta

from inbox.backfill import Backfill, after_gap, after_poll, in_words
from inbox.channels.base import Page, Raw
from tests.cast import NOON

TWO = [Raw("a", {}), Raw("b", {})]


def test_the_first_poll_of_a_channel_begins_a_reading_that_ends_when_nothing_more_waits() -> None:
    begun = after_poll({}, Page(TWO, {"since": 2}, more=True), is_first_poll=True, now=NOON)
    assert begun is not None
    assert (begun.is_first, begun.count, begun.done) == (True, 2, None)
    ended = after_poll(begun.kept(), Page(TWO, {"since": 4}), is_first_poll=False, now=NOON)
    assert ended is not None
    assert (ended.count, ended.done) == (4, NOON)


def test_a_page_that_jumped_leaves_a_gap_which_is_read_to_its_end() -> None:
    jumped = Page(TWO, {"since": 900}, gap={"since": 2, "until": 800})
    begun = after_poll({}, jumped, is_first_poll=True, now=NOON)
    assert begun is not None
    assert (begun.gaps, begun.done) == (({"since": 2, "until": 800},), None)
    page = Page(TWO, {"since": 700, "until": 800}, more=True, reached=NOON - timedelta(days=3))
    half = after_gap(begun, page, NOON)
    assert (half.gaps, half.reached, half.done) == ((page.cursor,), page.reached, None)
    done = after_gap(half, Page(TWO, {"since": 800, "until": 800}), NOON)
    assert (done.gaps, done.count, done.done) == ((), 6, NOON)


def test_a_gap_after_an_outage_begins_a_reading_that_is_no_history() -> None:
    first = Backfill(NOON, count=5, done=NOON, is_first=True)
    later = after_poll(first.kept(), Page(TWO, {}, gap={"since": 9}), is_first_poll=False, now=NOON)
    assert later is not None
    assert (later.is_first, later.gaps, later.done) == (False, ({"since": 9},), None)


def test_an_ordinary_poll_of_a_channel_that_has_read_everything_changes_nothing() -> None:
    done = Backfill(NOON, count=5, done=NOON, is_first=True)
    assert after_poll(done.kept(), Page(TWO, {}), is_first_poll=False, now=NOON) == done
    assert after_poll({}, Page(TWO, {}), is_first_poll=False, now=NOON) is None


def test_the_progress_is_a_sentence() -> None:
    reading = Backfill(NOON, reached=NOON - timedelta(days=3), count=1200, gaps=({"since": 9},))
    assert in_words({}) == ""
    assert in_words(reading.kept()) == "Being read, up to 16 November 2026, 12:00 UTC so far: 1200 payloads."
    assert in_words(Backfill(NOON, count=1).kept()) == "Being read: 1 payload so far."
    assert in_words(Backfill(NOON, count=2, done=NOON).kept()) == (
        "Complete since 19 November 2026, 12:00 UTC: 2 payloads."
    )
    assert in_words(Backfill(NOON, done=NOON).kept()) == ""
