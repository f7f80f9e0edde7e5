"""Targets as people type them, and how far one has come."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import pytest

from reports.presenters.words import whole
from reports.targets import parse, progress, typed


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("90 %", "share", 0.9),
        ("90", "share", 0.9),
        ("12,5%", "share", 0.125),
        ("101 %", "share", None),
        ("30 min", "seconds", 1800),
        ("30", "seconds", 1800),
        ("1.5 h", "seconds", 5400),
        ("2 d", "seconds", 172_800),
        ("90 %", "seconds", None),
        ("3 h 10 min", "seconds", 11_400),
        ("10 min 3 h", "seconds", None),
        ("3 h 10", "seconds", None),
        ("1,500 min", "seconds", 90_000),
        ("1,5 h", "seconds", 5400),
        ("1.500 h", "seconds", None),
        ("0", "seconds", None),
        ("1,000 %", "share", None),
        ("14", "count", 14),
        ("1,000", "count", 1000),
        ("1,234,567", "count", 1_234_567),
        ("1 000", "count", 1000),
        ("1.000", "count", None),
        ("1234,567", "count", None),
        ("12,34,567", "count", None),
        ("01,000", "count", None),
        ("1 50", "count", None),
        ("1.5", "count", None),
        ("1,5", "count", None),
        ("", "count", None),
        ("1,234.56", "money", 1234.56),
        ("1.234", "money", None),
        ("14 h", "count", None),
        ("many", "count", None),
        ("-3", "count", None),
    ],
)
def test_a_target_is_read_in_the_unit_of_its_number(text: str, unit: str, value: float | None) -> None:
    assert parse(text, unit) == value


TARGETS: dict[str, Callable[[random.Random], float]] = {
    "count": lambda dice: float(dice.randint(0, 10 ** dice.randint(1, 15))),
    "share": lambda dice: round(dice.random(), dice.randint(1, 17)),
    "seconds": lambda dice: float(dice.randint(1, 10 ** dice.randint(1, 9)) * dice.choice((1, 60, 3600, 86_400))),
    "money": lambda dice: dice.randint(0, 10 ** dice.randint(1, 12)) / 100,
}


@pytest.mark.parametrize("unit", TARGETS)
def test_what_is_typed_for_a_target_is_read_as_that_very_target(unit: str) -> None:
    dice = random.Random(unit)
    for _turn in range(5000):
        value = TARGETS[unit](dice)
        assert parse(typed(value, unit), unit) == value


@pytest.mark.parametrize(
    ("value", "unit"), [(1_500_000, "count"), (0.35, "share"), (11_400, "seconds"), (7200, "seconds")]
)
def test_what_pages_show_can_be_typed(value: float, unit: str) -> None:
    assert parse(whole(value, unit), unit) == value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.9, "share", "90 %"),
        (1800, "seconds", "30 min"),
        (172_800, "seconds", "2 d"),
        (100, "seconds", "100 s"),
        (1_500_000, "count", "1,500,000"),
    ],
)
def test_targets_are_typed_in_their_largest_whole_unit(value: float, unit: str, text: str) -> None:
    assert typed(value, unit) == text


DAYS: dict[str, date] = {"begun_on": date(2026, 11, 1), "due_on": date(2026, 11, 21)}


@pytest.mark.parametrize(
    ("now", "target", "day", "found"),
    [
        (0.9, 0.9, 2, (1.0, "reached")),
        (0.85, 0.9, 2, (0.5, "on_course")),
        (0.81, 0.9, 20, (0.1, "behind")),
        (0.7, 0.9, 20, (0.0, "behind")),
        (0.85, 0.9, 22, (0.5, "missed")),
        (0.7, 0.6, 2, (1.0, "reached")),
    ],
)
def test_progress_is_measured_from_where_it_began(
    now: float, target: float, day: int, found: tuple[float, str]
) -> None:
    how = progress(now, begun=0.8, target=target, less=False, today=date(2026, 11, day), **DAYS)
    assert how.state == found[1]
    assert how.share == pytest.approx(found[0])


@pytest.mark.parametrize(
    ("now", "found"), [(0.4, (1.0, "reached")), (0.65, (0.5, "on_course")), (0.79, (1 / 30, "behind"))]
)
def test_where_less_is_better_the_way_leads_down(now: float, found: tuple[float, str]) -> None:
    how = progress(now, begun=0.8, target=0.5, less=True, today=date(2026, 11, 11), **DAYS)
    assert how.state == found[1]
    assert how.share == pytest.approx(found[0])


def test_of_too_little_nothing_is_said() -> None:
    assert progress(None, begun=0.8, target=0.9, less=False, today=date(2026, 11, 2), **DAYS).state == "unknown"
