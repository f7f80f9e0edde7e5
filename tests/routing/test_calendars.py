"""Working hours, exact to the minute: over midnight, holidays and the nights when clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from routing.calendars import (
    ALWAYS,
    Calendar,
    OwnDay,
    Span,
    coming_free_days,
    is_open,
    later,
    openings,
    working_time,
)

BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_FIVE: Span = (9 * 60, 17 * 60)
OFFICE = Calendar("Europe/Berlin", (*[(NINE_TO_FIVE,)] * 5, (), ()), "DE", "BE")
NIGHTS = Calendar("Europe/Berlin", (((22 * 60, 6 * 60),),) * 7)


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 11, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN, fold=fold)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (berlin(19, 10), berlin(19, 12, 30), 2.5),
        (berlin(19, 7), berlin(19, 10), 1),
        (berlin(19, 16), berlin(20, 10), 2),
        (berlin(20, 16), berlin(23, 10), 2),  # over a weekend
        (berlin(21, 10), berlin(22, 10), 0),
        (berlin(19, 12), berlin(19, 10), 0),
        (berlin(24, 16, month=12), berlin(28, 10, month=12), 2),  # both days of Christmas, and a weekend
    ],
)
def test_only_working_hours_count(start: datetime, end: datetime, expected: float) -> None:
    assert working_time(OFFICE, start, end) == hours(expected)


def test_a_promise_that_ends_with_the_day_is_due_at_its_end_and_not_next_morning() -> None:
    assert later(OFFICE, berlin(19, 16), hours(1)) == berlin(19, 17)
    assert later(OFFICE, berlin(19, 16), hours(1) + timedelta(minutes=1)) == berlin(20, 9, 1)
    assert later(OFFICE, berlin(20, 16, 30), hours(1)) == berlin(23, 9, 30)
    assert later(OFFICE, berlin(21, 3), timedelta()) == berlin(21, 3)


def test_round_the_clock_never_rests() -> None:
    assert later(ALWAYS, berlin(24, 22, month=12), hours(30)) == berlin(26, 4, month=12)
    assert working_time(ALWAYS, berlin(21, 0), berlin(22, 0)) == hours(24)


def test_the_night_shift_is_longer_when_an_hour_repeats_and_shorter_when_one_is_left_out() -> None:
    autumn = working_time(NIGHTS, berlin(24, 20, month=10), berlin(25, 12, month=10))
    spring = working_time(NIGHTS, berlin(28, 20, month=3), berlin(29, 12, month=3))

    assert (autumn, spring) == (hours(9), hours(7))


def test_hours_within_the_hour_that_repeats_are_worked_twice() -> None:
    early = Calendar("Europe/Berlin", (((60, 150),),) * 7)

    found = openings(early, berlin(25, 0, month=10), berlin(25, 12, month=10))

    assert found == [
        (berlin(25, 1, month=10), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ]


def test_hours_that_begin_in_the_hour_left_out_begin_after_it() -> None:
    early = Calendar("Europe/Berlin", (((150, 300),),) * 7)

    assert openings(early, berlin(29, 0, month=3), berlin(29, 12, month=3)) == [
        (berlin(29, 3, month=3), berlin(29, 5, month=3))
    ]


def test_a_shift_past_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    fridays = Calendar("Europe/Berlin", ((), (), (), (), ((22 * 60, 6 * 60),), (), ()))

    assert is_open(fridays, berlin(21, 5, 59))  # Saturday morning
    assert not is_open(fridays, berlin(21, 6))
    assert not is_open(fridays, berlin(20, 5))


def test_shifts_that_overlap_count_once() -> None:
    double = Calendar("UTC", (((22 * 60, 8 * 60), (5 * 60, 12 * 60)),) * 7)

    assert working_time(double, datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 17, tzinfo=UTC)) == hours(14)


def test_a_day_of_its_own_stands_above_week_and_holidays() -> None:
    own = (OwnDay(date(2026, 12, 25), ((600, 720),), "On call"), OwnDay(date(2026, 12, 28), (), "Stock-taking"))
    shop = Calendar("Europe/Berlin", OFFICE.week, "DE", "BE", own)

    assert working_time(shop, berlin(25, 0, month=12), berlin(26, 0, month=12)) == hours(2)
    assert working_time(shop, berlin(28, 0, month=12), berlin(29, 0, month=12)) == hours(0)
    assert [(one.day.day, one.name) for one in coming_free_days(shop, date(2026, 12, 1), 4)] == [
        (25, "On call"),
        (26, "Zweiter Weihnachtstag"),
        (28, "Stock-taking"),
        (1, "Neujahr"),
    ]


def test_regions_have_holidays_of_their_own() -> None:
    munich = Calendar("Europe/Berlin", OFFICE.week, "DE", "BY")
    epiphany = datetime(2027, 1, 6, 12, tzinfo=BERLIN)

    assert is_open(OFFICE, epiphany)
    assert not is_open(munich, epiphany)


def test_a_calendar_that_never_opens_promises_nothing() -> None:
    never = Calendar("UTC", ((),) * 7)

    assert later(never, berlin(19, 10), hours(1)) is None
    assert not never.ever_opens
