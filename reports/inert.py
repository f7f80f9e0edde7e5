"""Cells of strangers that no spreadsheet takes for a formula; pure."""

from __future__ import annotations

import re

STARTS = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
"""How a formula begins, in some spreadsheet or other, also behind what nobody sees."""
AFTER = re.compile(r"([;,\t\r\n]\s*)(?=[=+\-@|%\uff1d\uff0b\uff0d\uff20])")
"""Where a spreadsheet that cuts at another sign would begin a cell."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_000


def inert(text: str) -> str:
    """The same words, with an apostrophe wherever a formula could begin, cut at what a cell can hold."""
    plain = CONTROL.sub("", text)[:LONGEST]
    marked = AFTER.sub(r"\1'", plain)
    return f"'{marked}" if STARTS.match(plain) else marked
