"""When to try again: growing waits for three days, never all at the same moment."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

MINUTE, HOUR = 60, 3600
WAITS = (5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR)
"""Seconds after each attempt; the last one goes on until the three days are over."""
LASTS = timedelta(days=3)
JITTER = 0.2
NOBODY_THERE = timedelta(minutes=5)
"""Where nobody answers at all, everything for that receiver waits, but no longer than this."""

_chance = random.SystemRandom()


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts, give or take a fifth."""
    seconds = WAITS[min(attempts, len(WAITS)) - 1]
    return timedelta(seconds=seconds * _chance.uniform(1 - JITTER, 1 + JITTER))


def next_try(attempts: int, first: datetime, now: datetime, asked: datetime | None = None) -> datetime | None:
    """When to try again; None once three days have passed since the first attempt.

    `asked` is when the receiver wants to hear from us again, at the earliest.
    """
    if now - first >= LASTS:
        return None
    at = max(now + wait_after(attempts), asked or now)
    return min(at, max(first + LASTS, now))
