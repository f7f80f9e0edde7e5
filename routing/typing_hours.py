"""Hours, spans and days as people type them; pure. Raises ValueError with a whole sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from routing.calendars import MIDNIGHT

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"{_TIME}\s*[-–—]\s*{_TIME}")
_DURATION = re.compile(r"(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*(?:m|min)?)?")


def spans_from(text: str) -> list[list[int]]:
    """ "9-12, 13:30-17" as minutes of the day; nothing where nobody works."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise ValueError(_("“%(part)s” says no hours. Write them as 9-17 or 8:30-12, 13-18.") % {"part": part})
        start, end = _minute(match[1], match[2]), _minute(match[3], match[4])
        if start >= MIDNIGHT or end > MIDNIGHT or start == end:
            raise ValueError(_("“%(part)s” says no hours of a day.") % {"part": part})
        found.append([start, end])
    return found


def spans_typed(spans: Iterable[Iterable[int]]) -> str:
    """The reverse of spans_from()."""
    return ", ".join("-".join(_typed(minute) for minute in span) for span in spans)


def days_from(text: str) -> list[dict[str, Any]]:
    """Lines of "2026-12-24 9-12 Christmas Eve" or "2026-12-31 closed"."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        first, _space, rest = line.partition(" ")
        try:
            day = date.fromisoformat(first)
        except ValueError as error:
            raise ValueError(_("“%(line)s” does not begin with a date like 2026-12-24.") % {"line": line}) from error
        hours, name = _hours_and_name(rest.strip())
        found.append({"day": day.isoformat(), "spans": hours, "name": name})
    return found


def days_typed(days: Iterable[dict[str, Any]]) -> str:
    """The reverse of days_from()."""
    return "\n".join(
        " ".join(filter(None, [one["day"], spans_typed(one["spans"]) or _("closed"), one["name"]])) for one in days
    )


def minutes_from(text: str) -> int:
    """ "30", "30 min", "4 h", "1 h 30 min" or "2 d" in minutes; a day has 24 hours."""
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None or not any(match.groups()):
        raise ValueError(_("“%(text)s” is no time. Write it as 30 min, 4 h or 2 d.") % {"text": text})
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return (days * 24 + hours) * 60 + minutes


def _hours_and_name(rest: str) -> tuple[list[list[int]], str]:
    closed = _("closed")
    if rest.lower().startswith(closed):
        return [], rest[len(closed) :].strip()
    shifts = []
    while match := _SPAN.match(rest):
        shifts.append(match[0])
        rest = rest[match.end() :].lstrip(" ,")
    return spans_from(", ".join(shifts)), rest


def _minute(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0)


def _typed(minute: int) -> str:
    hours, rest = divmod(minute, 60)
    return f"{hours}:{rest:02}" if rest else f"{hours}"
