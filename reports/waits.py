"""When somebody outside waited for us, and how it ended; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.models import Tag

UNNEEDED_OUTCOMES = frozenset({"", "no_reply_needed", "spam"})


@dataclass(frozen=True, slots=True)
class Said:
    """The facts of one message that numbers are made of; `key` and `parent` are unique in its channel."""

    key: str
    channel: int
    at: datetime
    ours: bool
    kind: str = ""
    parent: str = ""
    counts: bool = True
    """Whether it was said to us or by us: not context, not found by listening."""
    removed_at: datetime | None = None
    settled_at: datetime | None = None
    author: int = 0
    tone: str = ""
    """"negative", "neutral" or "positive"; empty where nobody can tell."""
    language: str = ""
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """From the earliest message that nobody had answered until our answer, or what took its place."""

    since: datetime
    until: datetime | None
    tag: str


def waits_of(said: Sequence[Said], outcome: Callable[[datetime], str]) -> list[Wait]:
    """Every wait, the earliest first; `outcome` tells how it was resolved at an instant.

    An answer ends the wait of everything said before it, also when it was resolved meanwhile (a
    reply may leave after its author resolved); but who writes again after it was resolved waits
    anew. An answer of ours that was taken away was none.
    """
    found: list[Wait] = []
    asked: list[Said] = []
    for one in said:
        if one.ours:
            if asked and one.removed_at is None:
                found.append(_answered(asked, one.at))
                asked = []
            continue
        if asked and all(_over(earlier, one.at) for earlier in asked):
            found.append(_given_up(asked, outcome))
            asked = []
        asked.append(one)
    if asked:
        waiting = [one for one in asked if one.removed_at is None and one.settled_at is None]
        found.append(Wait(waiting[0].at, None, Tag.WAITING) if waiting else _given_up(asked, outcome))
    return found


def _over(one: Said, at: datetime) -> bool:
    """Whether it asked for nothing any more at an instant."""
    return any(end is not None and end <= at for end in (one.settled_at, one.removed_at))


def _answered(asked: Sequence[Said], at: datetime) -> Wait:
    stood = [one for one in asked if one.removed_at is None or one.removed_at >= at]
    if stood:
        return Wait(stood[0].at, at, Tag.ANSWERED)
    return Wait(asked[0].at, max(one.removed_at for one in asked if one.removed_at), Tag.UNNEEDED)


def _given_up(asked: Sequence[Said], outcome: Callable[[datetime], str]) -> Wait:
    settled = [one for one in asked if one.settled_at and (one.removed_at is None or one.removed_at > one.settled_at)]
    if not settled:
        return Wait(asked[0].at, max(one.removed_at for one in asked if one.removed_at), Tag.UNNEEDED)
    at = max(one.settled_at for one in settled if one.settled_at)
    tag = Tag.UNNEEDED if outcome(at) in UNNEEDED_OUTCOMES else Tag.SETTLED
    return Wait(settled[0].at, at, tag)
