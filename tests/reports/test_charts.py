"""Charts: every number can be read, and what is not known is not drawn."""

from __future__ import annotations

import re

from reports.charts import Mark, columns
from reports.curves import area, area_and_share

DAYS = [("1 June", 4), ("8 June", 0), ("15 June", 12), ("22 June", 9)]


def words(chart: str) -> list[str]:
    """What stands in it."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", chart)


def lines(chart: str, colour: str) -> list[str]:
    """How many points each line of a colour has, by their places."""
    return re.findall(rf'<path d="M([^"]*)" class="stroke {colour}"', chart)


def test_columns_say_their_numbers_and_where_the_promise_ends() -> None:
    chart = columns(
        [("0-5", 7, "f1"), ("-10", 0, "f1"), ("none", 2, "f5")], "Label", "minutes", Mark(2, "78 %", "later")
    )
    assert {"7", "2", "0-5", "-10", "none", "minutes", "78 %", "later"} <= set(words(chart))
    assert len(lines(chart, "mark")) == 1
    assert 'aria-label="Label"' in chart


def test_a_curve_ends_with_its_last_number() -> None:
    chart = area(DAYS, "Label", "a week")
    assert words(chart)[-4:] == ["9", "a week", "1 June", "22 June"]
    assert lines(chart, "s1")[0].count("L") == 3


def test_a_share_that_nobody_can_tell_is_left_out_of_its_line() -> None:
    chart = area_and_share(DAYS, [0.25, None, 0.5, None], "Label", ("a week", "negative"))
    assert lines(chart, "s4")[0].count("L") == 1
    assert "50 %" in words(chart)
    assert "None" not in chart


def test_without_any_share_there_is_no_second_line() -> None:
    chart = area_and_share(DAYS, [None] * 4, "Label", ("a week", "negative"))
    assert lines(chart, "s4") == []
    assert "negative" not in words(chart)


def test_nothing_at_all_can_be_drawn() -> None:
    empty = [(name, 0) for name, _count in DAYS]
    assert "0" in words(area_and_share(empty, [0.0] * 4, "Label", ("a week", "negative")))
    assert "nan" not in columns([("none", 0, "f5")], "Label", "minutes")


def test_what_people_called_a_thing_stays_words() -> None:
    assert "<script>" not in columns([("<script>", 1, "f1")], "<script>", "<script>")
