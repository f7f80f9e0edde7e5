"""Targets as people type them, and how far one has come; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

TYPED = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(%|min|m|h|d|s)?\s*$", re.IGNORECASE)
SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}


def parse(text: str, unit: str) -> float | None:
    """A target in the unit of a number: seconds, a share from 0 to 1, a count; None for what makes no sense."""
    found = TYPED.match(text)
    if found is None:
        return None
    value, mark = float(found[1].replace(",", ".")), (found[2] or "").lower()
    if unit == "seconds":
        return value * SECONDS.get(mark or "min", 0) or None
    if unit == "share":
        return value / 100 if mark in ("%", "") and value <= 100 else None
    return value if not mark else None


def typed(value: float, unit: str) -> str:
    """As somebody would have typed it."""
    if unit == "share":
        return f"{100 * value:g} %"
    if unit != "seconds":
        return f"{value:g}"
    mark = "d" if value % 86_400 == 0 else "h" if value % 3600 == 0 else "min"
    return f"{value / SECONDS[mark]:g} {mark}"


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
