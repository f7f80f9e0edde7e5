"""When a network wants to hear from us again, read from its rate limit headers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=1)
RESET_HEADERS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
# Numbers from here on are moments (Unix seconds), smaller ones are waits in seconds.
FIRST_MOMENT = 1_000_000_000


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The moment to try again, or None if the network named none that can be understood.

    Reads Retry-After (seconds or an HTTP date, RFC 9110) and the RateLimit-Reset family
    (Unix seconds, seconds to wait, or ISO 8601). Never in the past, at most a day ahead.
    """
    for name in ("retry-after", *RESET_HEADERS):
        at = _moment(headers.get(name, "").strip(), now)
        if at is not None:
            return min(max(at, now), now + LONGEST_WAIT)
    return None


def _moment(value: str, now: datetime) -> datetime | None:
    try:
        number = float(value)
    except ValueError:
        return _date(value)
    try:
        if number >= FIRST_MOMENT:
            return datetime.fromtimestamp(number, UTC)
        return now + timedelta(seconds=number)
    except (ValueError, OverflowError, OSError):
        return None


def _date(value: str) -> datetime | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(value)
        except ValueError:
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None
