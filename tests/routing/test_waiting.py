"""When time itself asks a rule."""

from __future__ import annotations

from typing import Any

import pytest

from routing.waiting import minutes_of, parts_of, timed
from tests.routing.book import leaf, says

HOUR = leaf("waited", "at_least", 60)


@pytest.mark.parametrize(
    ("tree", "minutes"),
    [
        ({"all": [HOUR]}, 60),
        ({"all": [leaf("waited", "above", 60)]}, 61),
        ({"all": [HOUR, leaf("waited", "at_least", 90)]}, 90),
        ({"all": [HOUR, leaf("waited", "below", 90)]}, 60),
        ({"all": [leaf("waited", "below", 90)]}, None),
        ({"all": [leaf("awaited", "at_least", 60)]}, None),
        ({"all": [leaf("waited", "at_least", 0)]}, None),
        ({"all": [{"any": [HOUR]}]}, None),
        ({"any": [HOUR]}, None),
        (says("refund"), None),
    ],
)
def test_the_outermost_all_says_after_how_many_minutes(tree: Any, minutes: int | None) -> None:
    assert minutes_of("unanswered", tree) == minutes


def test_each_time_is_a_trigger_of_its_own() -> None:
    assert timed("unanswered", {"all": [HOUR]}) == "unanswered@60"
    assert timed("received", {"all": [HOUR]}) == "received"
    assert parts_of("unanswered@60") == ("unanswered", 60)
    assert parts_of("received") == ("received", 0)
