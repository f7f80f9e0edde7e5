"""Reading a newest-first listing again and again: nothing is missed, nothing comes twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inbox.channels.bluesky.sweep import Entry, Sweep

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
PAGE = 3


class Listing:
    """A network's listing: newest first, in pages, with opaque cursors that stay where they are."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.state: dict[str, object] = {}
        self.read: list[str] = []
        self.steps = 0

    def add(self, key: str, at: datetime) -> None:
        self.entries.append(Entry(key, at))
        self.entries.sort(key=lambda entry: entry.at, reverse=True)

    def step(self, now: datetime) -> bool:
        """One poll; whether more waits."""
        self.steps += 1
        sweep = Sweep(self.state, now=now, since=START - WEEK)
        below = [e for e in self.entries if sweep.page is None or e.at < datetime.fromisoformat(sweep.page)]
        page = below[:PAGE]
        more = page[-1].at.isoformat() if len(below) > PAGE else None
        self.read += sweep.take(page, more)
        self.state = json.loads(json.dumps(sweep.state()))
        return not sweep.finished

    def read_all(self, now: datetime) -> list[str]:
        """Poll until nothing waits; what it brought."""
        before = len(self.read)
        while self.step(now):
            pass
        return self.read[before:]


def test_the_first_look_reads_back_through_the_history_and_no_further() -> None:
    listing = Listing()
    for days in range(1, 12):
        listing.add(f"{days} days ago", START - timedelta(days=days, minutes=1))
    assert listing.read_all(START) == [f"{days} days ago" for days in range(1, 7)]
    assert listing.read_all(START + timedelta(minutes=1)) == []


def test_what_is_new_comes_once() -> None:
    listing = Listing()
    listing.read_all(START)
    listing.add("one", START + timedelta(seconds=10))
    assert listing.read_all(START + timedelta(seconds=30)) == ["one"]
    listing.add("two", START + timedelta(seconds=40))
    assert listing.read_all(START + timedelta(seconds=60)) == ["two"]
    assert listing.read_all(START + timedelta(seconds=90)) == []


def test_more_than_a_page_is_read_in_steps_and_what_comes_meanwhile_too() -> None:
    listing = Listing()
    listing.read_all(START)
    for second in range(8):
        listing.add(str(second), START + timedelta(seconds=second))
    now = START + timedelta(seconds=60)
    assert listing.step(now)
    listing.add("meanwhile", START + timedelta(seconds=61))
    while listing.step(now):
        pass
    listing.read_all(now + timedelta(seconds=30))
    assert sorted(listing.read) == [*map(str, range(8)), "meanwhile"]


def test_what_was_indexed_late_is_found_behind_the_newest() -> None:
    listing = Listing()
    for minute in range(20):
        listing.add(f"minute {minute}", START + timedelta(minutes=minute))
    listing.read_all(START + timedelta(minutes=20))
    listing.add("late", START + timedelta(minutes=6))
    assert listing.read_all(START + timedelta(minutes=21)) == ["late"]


def test_a_clock_that_is_hours_off_is_noticed_within_the_hour() -> None:
    listing = Listing()
    for minute in range(0, 24 * 60, 30):
        listing.add(f"minute {minute}", START - timedelta(minutes=minute))
    listing.read_all(START)
    listing.add("hours behind", START - timedelta(hours=11))
    assert listing.read_all(START + timedelta(minutes=1)) == []
    assert listing.read_all(START + timedelta(minutes=61)) == ["hours behind"]


def test_a_page_cursor_that_the_network_forgot_starts_the_sweep_over() -> None:
    listing = Listing()
    for second in range(8):
        listing.add(str(second), START + timedelta(seconds=second))
    assert listing.step(START + timedelta(seconds=60))
    sweep = Sweep(listing.state, now=START + timedelta(seconds=90), since=START - WEEK)
    pages = [sweep.page]
    sweep.restart()
    pages.append(sweep.page)
    assert [page is None for page in pages] == [False, True]
    assert sweep.take(listing.entries, None) == ["4", "3", "2", "1", "0"]


def test_a_network_that_gives_the_same_page_for_ever_is_left() -> None:
    sweep = Sweep({"page": "here", "floor": START.isoformat()}, now=START, since=START)
    sweep.take([], "here")
    assert sweep.finished


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 800), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_arrives_up_to_a_quarter_of_an_hour_late_is_read_exactly_once(
    arrivals: list[tuple[int, int, bool]],
) -> None:
    listing = Listing()
    listing.read_all(START)
    now = START
    for number, (pause, lateness, poll) in enumerate(arrivals):
        now += timedelta(seconds=pause)
        listing.add(str(number), now - timedelta(seconds=min(lateness, 800), microseconds=number))
        if poll:
            listing.step(now)
    listing.read_all(now)
    listing.read_all(now)
    assert sorted(listing.read, key=int) == [str(number) for number in range(len(arrivals))]
