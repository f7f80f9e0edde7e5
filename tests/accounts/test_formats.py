"""Times and names as pages write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts import formats

NOW = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("past", "written"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=4), "4m"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=3), "3d"),
        (timedelta(days=8), "11 Nov"),
        (timedelta(days=400), "Oct 2025"),
    ],
)
def test_a_row_says_how_long_ago_in_a_few_letters(past: timedelta, written: str) -> None:
    assert formats.ago(NOW - past, now=NOW) == written


def test_times_are_in_the_members_zone_and_name_it() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert formats.clock(NOW) == "13:00"
        assert formats.in_full(NOW) == "19 November 2026, 13:00 CET"


def test_the_day_heading_follows_the_members_zone() -> None:
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert formats.day(late, now=NOW) == "Today, Thursday 19 November"
    with timezone.override(UTC):
        assert formats.day(late, now=NOW) == "Yesterday, Wednesday 18 November"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mira Castellanos", "MC"),
        ("Friederike von Schönau-Wehrendorff", "FW"),
        ("mira.castellanos.example", "MC"),
        ("tiny_bus_fan 🚌💨", "TF"),
        ("Nkechi", "N"),
        ("يوسف الحداد", "يا"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("e\u0301lan vital", "E\u0301V"),
        ("\u200b\u200e", "?"),
        ("", "?"),
    ],
)
def test_initials_are_whole_graphemes_in_any_script(name: str, letters: str) -> None:
    assert formats.initials(name) == letters


def test_a_name_keeps_its_tint() -> None:
    assert formats.tint("Mira") == formats.tint("Mira")
    assert {formats.tint(f"person {n}") for n in range(200)} == set(range(1, 9))


def test_a_name_of_invisible_characters_falls_back() -> None:
    assert formats.short_name("\u202e\u200b", "@mira") == "@mira"
    assert formats.short_name("👩\u200d👧 Family", "x") == "👩\u200d👧 Family"


def test_counts_are_capped_and_zero_says_nothing() -> None:
    assert [formats.capped(n) for n in (0, 7, 999, 1000)] == ["", "7", "999", "999+"]
