"""Reading a newest-first listing again and again without gaps: pure, no network.

Bluesky orders its listings by the earlier of "created" and "indexed", so a late or
backdated entry appears *behind* what was already read. Each sweep therefore reads
`OVERLAP` behind the newest entry it knows, and every hour a whole day behind it. A
sweep that meets its page limit continues from the network's own page cursor, and only
a finished sweep moves the high-water mark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

OVERLAP = timedelta(minutes=15)
DEEP_EVERY = timedelta(hours=1)
DEEP_OVERLAP = timedelta(days=1)
REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing: its key, and the moment that gives it its place there."""

    key: str
    at: datetime


class Sweep:
    """One step of reading a listing; `state` is the JSON-ready cursor kept between steps.

    With an empty state the first sweep reads back to `since`; older entries on its
    last page are remembered and left out, so that history stays history.
    """

    def __init__(self, state: Mapping[str, Any], *, now: datetime, since: datetime) -> None:
        self._known: list[str] = list(state.get("known", ()))
        self._page: str | None = state.get("page")
        self._high = _read(state.get("high"))
        self._top = _read(state.get("top")) or self._high
        self._deep_at = _read(state.get("deep_at")) or now
        self._first = self._high is None
        floor = _read(state.get("floor")) if self._page else None
        self._floor = floor or self._begin(now, since)
        self.finished = False

    @property
    def page(self) -> str | None:
        """The network's page cursor to ask with; None asks for the newest page."""
        return self._page

    def restart(self) -> None:
        """Forget a page cursor that the network no longer understands."""
        self._page = None

    def take(self, entries: Sequence[Entry], next_page: str | None) -> list[str]:
        """Take one page as listed; returns the keys never seen before, newest first."""
        known = set(self._known)
        new = [entry for entry in entries if _short(entry.key) not in known]
        fresh = [entry.key for entry in new if not self._first or entry.at >= self._floor]
        self._known = ([_short(entry.key) for entry in new] + self._known)[:REMEMBERED]
        moments = [entry.at for entry in entries]
        if moments:
            self._top = max(moments) if self._top is None else max(self._top, *moments)
        reached = any(at < self._floor for at in moments)
        self.finished = next_page in (None, self._page) or reached
        self._page = None if self.finished else next_page
        return list(dict.fromkeys(fresh))

    def state(self) -> dict[str, Any]:
        """What to keep until the next step."""
        kept: dict[str, Any] = {"known": self._known, "deep_at": self._deep_at.isoformat()}
        high = self._top or self._floor if self.finished else self._high
        kept["high"] = high and high.isoformat()
        if not self.finished:
            kept["page"] = self._page
            kept["floor"] = self._floor.isoformat()
            kept["top"] = self._top and self._top.isoformat()
        return kept

    def _begin(self, now: datetime, since: datetime) -> datetime:
        """How far back this sweep must read."""
        if self._high is None:
            return since
        if now - self._deep_at >= DEEP_EVERY:
            self._deep_at = now
            return min(self._high, now) - DEEP_OVERLAP
        return min(self._high, now) - OVERLAP


def _read(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if value else None


def _short(key: str) -> str:
    """Enough of a hash to tell a thousand keys apart, in sixteen letters of cursor."""
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
