"""One measurement on a conversation, before it is stored as a sample; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """See Sample: what was measured, when, and how long it took (or what it came to)."""

    kind: str
    at: datetime
    department: int
    value: int | None = None
    tag: str = ""


def seconds(since: datetime, until: datetime) -> int:
    """Whole seconds between two instants, none for an end before the beginning."""
    return max(0, round((until - since).total_seconds()))
