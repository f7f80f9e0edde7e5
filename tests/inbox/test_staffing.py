"""What is wrong with a roster: plain values in, warnings out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inbox.staffing import (
    DAY,
    Lack,
    Plan,
    Shift,
    Span,
    acting,
    monday_of,
    share_warning,
    stretches,
    week_of,
    week_warnings,
)

MONDAY = date(2026, 11, 23)
WEEK = Span(MONDAY, MONDAY + 6 * DAY)
SERVICE, MARKETING = 1, 2
ANA, MIA, LEILA, TIM = 11, 12, 13, 14
SPEAKS = {
    ANA: frozenset({SERVICE}),
    MIA: frozenset({MARKETING}),
    LEILA: frozenset({SERVICE, MARKETING}),
    TIM: frozenset[int](),
}


def days(first: int, last: int) -> Span:
    """Days of the week by number, Monday is 0."""
    return Span(MONDAY + first * DAY, MONDAY + last * DAY)


def told(*shifts: Shift, away: dict[int, list[Span]] | None = None, today: date = MONDAY) -> list[tuple[str, str]]:
    """Each warning as its word with whom it is about, and its days as numbers of the week."""
    plan = Plan(shifts, (SERVICE, MARKETING), SPEAKS, away or {})
    return [
        (
            f"{one.lack} {one.department or one.member}{f' by {one.cover}' if one.cover else ''}",
            "".join(str((day - MONDAY).days) for day in one.days),
        )
        for one in week_warnings(plan, WEEK, today)
    ]


def test_one_of_each_department_with_cover_is_enough() -> None:
    assert told(Shift(1, WEEK, ANA, LEILA), Shift(2, WEEK, MIA, LEILA)) == []


def test_somebody_of_both_departments_is_enough() -> None:
    assert told(Shift(1, WEEK, LEILA, ANA)) == []


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ((), [("gap 1", "0123456"), ("gap 2", "0123456")]),
        ((Shift(1, WEEK, ANA, MIA),), [("gap 2", "0123456")]),
        ((Shift(1, WEEK, ANA, MIA), Shift(2, days(0, 2), MIA, LEILA)), [("gap 2", "3456")]),
        ((Shift(1, days(0, 1), LEILA, ANA), Shift(2, days(4, 6), LEILA, ANA)), [("gap 1", "23"), ("gap 2", "23")]),
        ((Shift(1, Span(MONDAY - 3 * DAY, MONDAY + DAY), LEILA, ANA),), [("gap 1", "23456"), ("gap 2", "23456")]),
        # A trainee and a shadow answer nobody, so they stand for no department.
        ((Shift(1, WEEK, TIM, LEILA),), [("gap 1", "0123456"), ("gap 2", "0123456")]),
    ],
)
def test_gaps_are_told_by_department_and_day(shifts: tuple[Shift, ...], expected: list[tuple[str, str]]) -> None:
    assert told(*shifts) == expected


def test_a_shift_without_cover() -> None:
    assert told(Shift(1, WEEK, LEILA)) == [("cover 13", "0123456")]


def test_while_a_liaison_is_away_their_cover_counts() -> None:
    away = {LEILA: [days(1, 2)]}
    assert told(Shift(1, WEEK, LEILA, ANA), away=away) == [("gap 2", "12"), ("away 13 by 11", "12")]


def test_away_without_anybody_who_steps_in() -> None:
    away = {LEILA: [days(1, 2)]}
    expected = [("gap 1", "12"), ("gap 2", "12"), ("away 13", "12")]
    assert told(Shift(1, WEEK, LEILA), away=away) == [*expected, ("cover 13", "0123456")]


def test_a_cover_who_is_away_too_steps_in_on_the_other_days_only() -> None:
    away = {ANA: [days(0, 3)], LEILA: [days(2, 5)]}
    found = told(Shift(1, WEEK, ANA, LEILA), Shift(2, WEEK, MIA, TIM), away=away)
    assert found == [("gap 1", "23"), ("away 11", "23"), ("away 11 by 13", "01")]


def test_days_that_are_over_are_not_warned_of() -> None:
    assert told(Shift(1, days(5, 6), LEILA, ANA), today=MONDAY + 5 * DAY) == []
    assert told(today=WEEK.last + DAY) == []


def test_who_is_there_on_a_day() -> None:
    plan = Plan((Shift(1, WEEK, ANA, LEILA), Shift(2, days(3, 4), MIA)), away={ANA: [days(0, 0)], MIA: [days(3, 3)]})
    there = [[member for _shift, member in acting(plan, MONDAY + number * DAY)] for number in range(5)]
    assert there == [[LEILA], [ANA], [ANA], [ANA], [ANA, MIA]]


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ({}, None),
        ({ANA: 19}, None),
        ({ANA: 20}, (ANA, 100, 20)),
        ({ANA: 12, MIA: 8}, None),
        ({ANA: 13, MIA: 8}, (ANA, 61, 21)),
        ({ANA: 5, MIA: 61, LEILA: 34}, (MIA, 61, 100)),
        ({ANA: 10, MIA: 10}, None),
    ],
)
def test_too_much_rests_on_one_person(replies: dict[int, int], expected: tuple[int, int, int] | None) -> None:
    found = share_warning(replies, most_percent=60, least_replies=20)
    assert (found and (found.member, found.percent, found.replies)) == expected
    assert found is None or found.lack is Lack.SHARE


def test_both_limits_are_settable() -> None:
    assert share_warning({ANA: 3, MIA: 1}, most_percent=75, least_replies=4) is None
    assert share_warning({ANA: 3, MIA: 1}, most_percent=74, least_replies=4) is not None


def test_weeks_begin_on_mondays_also_across_years() -> None:
    assert monday_of(date(2027, 1, 3)) == date(2026, 12, 28)
    assert week_of(date(2026, 11, 29)) == WEEK
    assert len(list(WEEK.days())) == 7


def test_days_that_follow_one_another_are_one_stretch() -> None:
    chosen = [MONDAY + timedelta(days=number) for number in (6, 0, 1, 3)]
    assert stretches(chosen) == [days(0, 1), days(3, 3), days(6, 6)]
