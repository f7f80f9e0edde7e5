"""Who is at which conversation right now: in the memory of each web process, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

WRITING, VIEWING, GONE = "writing", "viewing", "gone"
DOINGS = (VIEWING, WRITING, GONE)

LASTS = {VIEWING: 50.0, WRITING: 8.0}
"""Seconds for which a sign holds; browsers renew theirs in time (see static/js/presence.js)."""

TAB_LENGTH = 40


@dataclass(slots=True)
class _Sign:
    """What one tab last told."""

    member_id: int
    name: str
    seen_until: float
    writes_until: float = 0.0


@dataclass(slots=True)
class Roster:
    """Everybody who looks at something, by conversation and browser tab."""

    clock: Callable[[], float] = time.monotonic
    places: dict[int, dict[str, _Sign]] = field(default_factory=dict)

    def hear(self, told: Mapping[str, Any]) -> None:
        """Take in a sign as `sign()` makes it; a tab is at one conversation at a time."""
        now, tab, place = self.clock(), str(told["t"]), int(told["c"])
        self.leave(tab, stays_at=None if told["p"] == GONE else place)
        if told["p"] == GONE:
            return
        signs = self.places.setdefault(place, {})
        sign = signs.setdefault(tab, _Sign(int(told["m"]), str(told["w"]), now))
        sign.seen_until = now + LASTS[VIEWING]
        sign.writes_until = now + LASTS[WRITING] if told["p"] == WRITING else 0.0

    def leave(self, tab: str, *, stays_at: int | None = None) -> list[int]:
        """The tab is closed, or has gone on to `stays_at`; returns what it left."""
        left = [place for place, signs in self.places.items() if place != stays_at and tab in signs]
        for place in left:
            del self.places[place][tab]
            if not self.places[place]:
                del self.places[place]
        return left

    def at(self, place: int, besides: int) -> list[list[Any]]:
        """Who is there besides one member: id, name, whether they write, seconds for which this holds."""
        now = self.clock()
        signs = self.places.get(place, {})
        for tab in [tab for tab, sign in signs.items() if sign.seen_until <= now]:
            del signs[tab]
        if not signs:
            self.places.pop(place, None)
        found: dict[int, list[Any]] = {}
        for sign in signs.values():
            writes = sign.writes_until > now
            if sign.member_id == besides or (sign.member_id in found and not writes):
                continue
            lasts = (sign.writes_until if writes else sign.seen_until) - now
            found[sign.member_id] = [sign.member_id, sign.name, writes, round(lasts, 1)]
        return sorted(found.values(), key=lambda row: (not row[2], row[1]))


def tab_of(member: Any, tab: str) -> str:
    """A tab's name among those of all members: nobody can speak for somebody else's."""
    return f"{member.pk}.{tab}"


def sign(conversation: Any, member: Any, *, doing: str, tab: str, away: str = "") -> dict[str, Any]:
    """What a web process tells the others: who does what where, and who may hear of it.

    Whoever looks in though they are "away until Mon" is shown so.
    """
    name = str(member)[:120]
    return {
        "p": doing,
        "c": conversation.pk,
        "d": conversation.department_id,
        "x": conversation.is_closed,
        "a": conversation.assignee_id,
        "m": member.pk,
        "w": f"{name} ({away})" if away else name,
        "t": tab_of(member, tab),
    }
