"""Targets as people type them, and how far one has come; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

_GROUPED = r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:[ \u00a0\u202f]\d{3})+)(?:\.\d+)?"
_PLAIN = r"0+,\d+|\d+,(?:\d{1,2}|\d{4,})|\d+(?:\.\d+)?"
_PART = re.compile(rf"\s*({_GROUPED}|{_PLAIN})(?![\d.,])\s*(%|min|m|h|d|s)?", re.IGNORECASE)
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""1.000 is one to some and a thousand to others."""
SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
PLACES = {"count": 0, "money": 2}
"""How many decimals a unit has, where that is bounded."""


def parse(text: str, unit: str) -> float | None:
    """A target in the unit of a number: seconds, a share from 0 to 1, a count; None for what makes no sense.

    Thousands are told apart as pages write them (1,000), or by spaces; a comma before anything but three
    digits is a decimal one.
    """
    parts = _parts(text)
    if parts is None:
        return None
    if unit == "seconds":
        return _seconds(parts)
    (number, mark), *more = parts
    value = _number(number)
    if more or mark not in (("", "%") if unit == "share" else ("",)):
        return None
    if unit == "share":
        return float(value / 100) if value <= 100 else None
    places = -int(value.as_tuple().exponent)
    return float(value) if places <= PLACES.get(unit, places) else None


def typed(value: float, unit: str) -> str:
    """As somebody would have typed it; parse() reads the very same value."""
    exact = Decimal(repr(value))
    if unit == "share":
        return f"{_shown(exact * 100)} %"
    if unit != "seconds":
        return _shown(exact)
    mark = next(mark for mark in ("d", "h", "min", "s") if mark == "s" or value % SECONDS[mark] == 0)
    return f"{_shown(exact / SECONDS[mark])} {mark}"


def _parts(text: str) -> list[tuple[str, str]] | None:
    """Numbers with their marks, to the end of the text; None where it holds anything else."""
    found, at, text = [], 0, text.strip()
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            return None
        found.append((part[1], (part[2] or "").lower()))
        at = part.end()
    return found or None


def _seconds(parts: list[tuple[str, str]]) -> float | None:
    """ "3 h 10 min": the largest first, each once; a number without a mark, on its own, is of minutes."""
    sizes = [SECONDS.get(mark or "min", 0) if mark or len(parts) == 1 else 0 for _text, mark in parts]
    falling = all(larger > smaller for larger, smaller in pairwise(sizes))
    if not all(sizes) or not falling or any(_TWO_WAYS.fullmatch(text) for text, _mark in parts):
        return None
    return float(sum(_number(text) * size for (text, _mark), size in zip(parts, sizes, strict=True))) or None


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[,\s]", "", text) if re.fullmatch(_GROUPED, text) else text.replace(",", "."))


def _shown(value: Decimal) -> str:
    return f"{value.normalize():,f}"


@dataclass(frozen=True, slots=True)
class Progress:
    """`share` of the way from where it began, from 0 to 1; None where too little is known.

    `state` is "reached", "on_course", "behind", "missed" or "unknown".
    """

    share: float | None
    state: str


def progress(
    now: float | None, *, begun: float | None, target: float, less: bool, begun_on: date, due_on: date, today: date
) -> Progress:
    """How far the number has come; on course is who has come at least as far as time has."""
    if now is None:
        return Progress(None, "unknown")
    if now <= target if less else now >= target:
        return Progress(1.0, "reached")
    start = begun if begun is not None else now
    way = target - start
    share = max(0.0, min(1.0, (now - start) / way)) if way else 0.0
    if today > due_on:
        return Progress(share, "missed")
    days = (due_on - begun_on).days
    gone = (today - begun_on).days / days if days > 0 else 1.0
    return Progress(share, "on_course" if share >= gone else "behind")
