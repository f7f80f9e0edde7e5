"""Who is where: signs hold for seconds, and a tab is at one place at a time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from inbox.presence import LASTS, Roster, sign

PLACE = SimpleNamespace(pk=7, department_id=1, is_closed=False, assignee_id=None)
OTHER = SimpleNamespace(pk=8, department_id=1, is_closed=False, assignee_id=None)


class Ana:
    """A member."""

    pk = 1

    def __str__(self) -> str:
        return "Ana"


@pytest.fixture
def time() -> list[float]:
    return [100.0]


@pytest.fixture
def roster(time: list[float]) -> Roster:
    return Roster(clock=lambda: time[0])


def hear(roster: Roster, doing: str, place: Any = PLACE, tab: str = "a") -> None:
    roster.hear(sign(place, Ana(), doing=doing, tab=tab))


def test_who_is_there_is_told_to_others_not_to_themselves(roster: Roster) -> None:
    hear(roster, "viewing")
    assert roster.at(7, besides=2) == [[1, "Ana", False, LASTS["viewing"]]]
    assert roster.at(7, besides=1) == []
    assert roster.at(8, besides=2) == []


def test_writing_ends_by_itself_within_ten_seconds_and_at_once_when_told(roster: Roster, time: list[float]) -> None:
    hear(roster, "writing")
    assert roster.at(7, besides=2)[0][2] is True
    time[0] += 9.9
    assert roster.at(7, besides=2)[0][2] is False
    hear(roster, "writing")
    hear(roster, "viewing")
    assert roster.at(7, besides=2)[0][2] is False


def test_a_tab_that_is_silent_or_gone_is_forgotten(roster: Roster, time: list[float]) -> None:
    hear(roster, "viewing")
    time[0] += LASTS["viewing"] + 1
    assert roster.at(7, besides=2) == []
    assert roster.places == {}
    hear(roster, "writing")
    hear(roster, "gone")
    assert roster.places == {}


def test_who_goes_on_is_no_longer_where_they_were(roster: Roster) -> None:
    hear(roster, "writing")
    hear(roster, "viewing", OTHER)
    assert roster.at(7, besides=2) == []
    assert [row[1] for row in roster.at(8, besides=2)] == ["Ana"]


def test_two_tabs_are_one_person_who_writes_if_either_does(roster: Roster) -> None:
    hear(roster, "viewing", tab="a")
    hear(roster, "writing", tab="b")
    hear(roster, "viewing", tab="c")
    assert [row[:3] for row in roster.at(7, besides=2)] == [[1, "Ana", True]]
    assert roster.leave("1.b") == [7]
    assert [row[:3] for row in roster.at(7, besides=2)] == [[1, "Ana", False]]
