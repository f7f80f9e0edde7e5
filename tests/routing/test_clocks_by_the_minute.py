"""Every clock says what somebody finds who looks at the wall each minute."""

from __future__ import annotations

import random

import pytest

from tests.routing.minutes import a_case, unlike

SEED = 1825


def disagreements(count: int) -> list[str]:
    found = []
    for number in range(count):
        case = a_case(random.Random(SEED + number))
        found += [f"case {number}: {sentence}" for sentence in unlike(case)]
    return found


def test_three_hundred_conversations_come_out_equal() -> None:
    assert disagreements(300) == []


@pytest.mark.long
def test_ten_thousand_conversations_come_out_equal() -> None:
    assert disagreements(10_000) == []
