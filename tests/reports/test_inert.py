"""Cells of strangers do nothing in any spreadsheet."""

from __future__ import annotations

import pytest

from reports.inert import LONGEST, inert

PAYLOADS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u200b=1+1",
    "\uff1d1+1",
    '=HYPERLINK("https://evil.example","click")',
    "%0A=1+1",
    "|calc",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_could_begin_a_formula_begins_with_an_apostrophe(payload: str) -> None:
    assert inert(payload).startswith("'")


@pytest.mark.parametrize("payload", ["hi;=1+1", "hi,=1+1", "hi\n=1+1", "hi\t@SUM(1)"])
def test_a_spreadsheet_that_cuts_elsewhere_finds_no_formula_either(payload: str) -> None:
    cells = inert(payload).replace("\t", ";").replace(",", ";").replace("\n", ";").split(";")
    assert not any(cell.lstrip().startswith(("=", "@", "+", "-")) for cell in cells)


@pytest.mark.parametrize("text", ["The 18:12 is late.", "", "a = b", "Zoë's 50 %", "12"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert inert(text) == text


def test_what_no_cell_can_hold_is_left_out() -> None:
    assert inert("a\x00b\x1bc") == "abc"
    assert len(inert("x" * 100_000)) == LONGEST
