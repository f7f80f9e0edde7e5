"""Working and quiet hours, in the member's own zone and past midnight."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from inbox.hours import is_on_duty, is_quiet, within
from inbox.models import Attention

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "start", "end", "inside"),
    [(9, 9, 17, True), (17, 9, 17, False), (23, 22, 6, True), (5, 22, 6, True), (6, 22, 6, False), (3, 8, 8, True)],
)
def test_a_time_of_day_lies_within(hour: int, start: int, end: int, inside: bool) -> None:
    assert within(time(hour), time(start), time(end)) is inside


@pytest.mark.parametrize(
    ("day", "hour", "zone", "on_duty"),
    [
        (23, 10, "UTC", True),
        (23, 8, "UTC", False),
        (23, 8, "Europe/Vienna", True),
        (28, 10, "UTC", False),
        (23, 10, "Not/AZone", True),
    ],
)
def test_duty_is_asked_in_the_members_zone(day: int, hour: int, zone: str, on_duty: bool) -> None:
    wishes = Attention(work_from=time(9), work_until=time(17))
    assert is_on_duty(wishes, zone, MONDAY.replace(day=day, hour=hour)) is on_duty


def test_a_night_shift_belongs_to_the_day_on_which_it_began() -> None:
    wishes = Attention(work_days=[1], work_from=time(22), work_until=time(6))
    assert is_on_duty(wishes, "UTC", MONDAY.replace(hour=23))
    assert is_on_duty(wishes, "UTC", MONDAY.replace(day=24, hour=5))
    assert not is_on_duty(wishes, "UTC", MONDAY.replace(hour=5))


def test_without_hours_one_is_always_on_duty_and_never_quiet() -> None:
    wishes = Attention(quiet_from=None, quiet_until=None)
    assert is_on_duty(wishes, "UTC", MONDAY)
    assert not is_quiet(wishes, "UTC", MONDAY)
    assert is_quiet(Attention(), "UTC", MONDAY.replace(hour=3))
