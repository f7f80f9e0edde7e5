"""When something happened, in the one place that doubts it; pure.

Networks and people's clocks err: 1970, ten years ahead, no zone. Whatever is stored, shown
or counted goes through `sensible()`; what was received keeps its own time beside it.
"""

from __future__ import annotations

from datetime import UTC, datetime

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No network we speak to is older; an earlier time is a clock that was never set."""


def in_utc(claimed: datetime) -> datetime:
    """The same moment in UTC, which is also meant where no zone is named."""
    if claimed.tzinfo is None:
        return claimed.replace(tzinfo=UTC)
    try:
        return claimed.astimezone(UTC)
    except OverflowError:
        return claimed.replace(tzinfo=UTC)


def sensible(claimed: datetime, received: datetime) -> datetime:
    """The claimed moment where it can be true, else when we received it.

    Nothing was written before there were networks, or after it was received.
    """
    moment = in_utc(claimed)
    return moment if EARLIEST <= moment <= received else received
