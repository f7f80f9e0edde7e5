"""A minute in a member's own zone: clocks that go forward and back, presets, and how it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inbox.later import NoSuchMinute, minute, offered, presets, said, span

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_minute_is_meant_in_the_zone() -> None:
    assert minute("2026-11-23T09:00", BERLIN) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert minute(" 2026-07-01T09:00 ", BERLIN) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-02-30T09:00", "2026-11-23", "2026-11-23T09:00:30", "x" * 999])
def test_what_is_no_minute_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchMinute, match="Choose a day and a minute"):
        minute(typed, BERLIN)


def test_the_ends_of_the_calendar_are_no_minute() -> None:
    for typed, zone in (("0001-01-01T00:00", "Pacific/Auckland"), ("9999-12-31T23:59", "America/Los_Angeles")):
        with pytest.raises(NoSuchMinute, match="Choose a day and a minute"):
            minute(typed, ZoneInfo(zone))


def test_a_minute_that_the_clocks_skip_is_named() -> None:
    sentence = "There is no 02:30 on 28 March 2027: the clocks go forward that night. Choose 03:30, for example."
    with pytest.raises(NoSuchMinute, match=sentence):
        minute("2027-03-28T02:30", BERLIN)
    assert minute("2027-03-28T03:00", BERLIN) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    with pytest.raises(NoSuchMinute, match="02:15"):
        minute("2026-10-04T02:15", ZoneInfo("Australia/Lord_Howe"))


def test_a_minute_that_comes_twice_is_its_first() -> None:
    first = minute("2026-10-25T02:30", BERLIN)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert said(first, first - timedelta(days=3), BERLIN) == "Sunday 25 October, 02:30 CEST"


def test_presets_are_tomorrow_and_monday_at_nine() -> None:
    friday = SUNDAY - timedelta(days=2)
    assert [(one.key, one.moment.isoformat()) for one in presets(friday, BERLIN)] == [
        ("tomorrow", "2026-11-21T09:00:00+01:00"),
        ("monday", "2026-11-23T09:00:00+01:00"),
    ]
    assert [one.key for one in offered(SUNDAY, BERLIN)] == ["tomorrow"]
    assert [one.key for one in offered(friday, BERLIN)] == ["tomorrow", "monday"]
    before_the_change = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    assert presets(before_the_change, BERLIN)[0].moment.isoformat() == "2027-03-28T09:00:00+02:00"


def test_ninety_days_can_be_chosen_from() -> None:
    assert span(SUNDAY, BERLIN) == ("2026-11-22T13:01", "2027-02-20T13:00")


def test_it_is_said_in_the_zone_of_the_reader() -> None:
    monday = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert said(monday, SUNDAY, BERLIN) == "tomorrow, 09:00 CET"
    assert said(monday, SUNDAY, ZoneInfo("America/New_York")) == "tomorrow, 03:00 EST"
    assert said(monday, monday, BERLIN) == "today, 09:00 CET"
    assert said(monday + timedelta(days=60), SUNDAY, BERLIN) == "Friday 22 January 2027, 09:00 CET"
