"""Targets as people type them, and how far one has come."""

from __future__ import annotations

from datetime import date

import pytest

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
        ("14", "count", 14),
        ("14 h", "count", None),
        ("many", "count", None),
        ("-3", "count", None),
    ],
)
def test_a_target_is_read_in_the_unit_of_its_number(text: str, unit: str, value: float | None) -> None:
    assert parse(text, unit) == value


@pytest.mark.parametrize(("value", "unit"), [(0.9, "share"), (1800, "seconds"), (172_800, "seconds"), (14, "count")])
def test_what_is_shown_can_be_typed_again(value: float, unit: str) -> None:
    assert parse(typed(value, unit), unit) == value


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
