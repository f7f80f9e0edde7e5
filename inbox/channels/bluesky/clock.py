"""Moments as Bluesky tells them: the author's own clock may say anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

# The network opened in November 2022: earlier clocks are wrong.
OPENED = datetime(2022, 11, 1, tzinfo=UTC)
CLOCK_AHEAD = timedelta(minutes=1)
CLOCK_BEHIND = timedelta(hours=1)


def moment(value: object) -> datetime | None:
    """An ISO 8601 moment in UTC (without a zone it is taken as UTC), or None if senseless."""
    try:
        at = datetime.fromisoformat(str(value))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def sent_at(record: Mapping[str, Any], indexed_at: object, seen_at: object) -> datetime:
    """When a post was sent, by the network's clock where the author's is not believable.

    The author's time counts while it is at most an hour before and a minute after the
    network indexed the post; `seen_at` is when we read it, for posts indexed "in 1970".
    """
    indexed = moment(indexed_at)
    if indexed is None or indexed < OPENED:
        indexed = moment(seen_at) or OPENED
    created = moment(record.get("createdAt"))
    if created and indexed - CLOCK_BEHIND <= created <= indexed + CLOCK_AHEAD:
        return min(created, indexed)
    return indexed


def listed_at(post: Mapping[str, Any], now: datetime) -> datetime:
    """The moment that gives a post its place in a feed: the earlier of created and indexed."""
    indexed = moment(post.get("indexedAt")) or now
    return min(indexed, moment(post["record"].get("createdAt")) or indexed)
