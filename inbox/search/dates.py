"""Days as people type them: 2026, 2026-11, 2026-11-03, 3.11.2026, today, yesterday, 7d, 2w, 6m. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII)
DOTTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII)
AGO = re.compile(r"(?P<count>\d{1,4})(?P<unit>[dwmy])", re.ASCII)
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
WORDS = {"today": 0, "yesterday": 1}


def day_of(value: str, today: date) -> date | None:
    """The first day of what is meant; None when it is no date."""
    text = value.strip().lower()
    try:
        if text in WORDS:
            return today - timedelta(days=WORDS[text])
        if ago := AGO.fullmatch(text):
            return today - timedelta(days=int(ago["count"]) * DAYS[ago["unit"]])
        if found := WRITTEN.fullmatch(text) or DOTTED.fullmatch(text):
            day = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
            return day if day < date.max else None
    except (ValueError, OverflowError):
        return None
    return None
