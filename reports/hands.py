"""How long departments had a conversation in their hands; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.filing import MERGE, REOPEN, RESOLVE, UNDO, Filed

type Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Held:
    """A department held it; the first time begins with the conversation, the last one lasts."""

    department: int
    since: datetime | None
    until: datetime | None


def over(acts: Sequence[Filed], resolved_at: datetime | None, written: Sequence[datetime]) -> list[Span]:
    """When it was resolved, and so in nobody's hands; the last span lasts while it is.

    Where no act tells why it is open again, a merge brought what waits, or (merged itself meanwhile)
    the next that they wrote did.
    """
    found: list[Span] = []
    since: datetime | None = None
    for number, act in enumerate(acts):
        if act.verb == RESOLVE:
            if since is not None:
                found += _needed_again(since, acts[:number], written)
            since = act.at
        elif act.verb == UNDO and act.before == "resolved":
            since = None
        elif act.verb == UNDO and act.after == "resolved" and found and since is None:
            since = found.pop()[0]
        elif act.verb == REOPEN and act.before == "resolved" and since is not None:
            found.append((since, act.at))
            since = None
    if resolved_at is not None:
        return [*found, (resolved_at, None)]
    return found if since is None else [*found, *_needed_again(since, acts, written)]


def _needed_again(since: datetime, acts: Sequence[Filed], written: Sequence[datetime]) -> list[Span]:
    merges = (act.at for act in acts if act.verb == MERGE and act.at >= since)
    until = next(merges, None) or next((at for at in written if at > since), None)
    return [] if until is None else [(since, until)]


def in_hands(since: datetime, until: datetime | None, resolved: Sequence[Span]) -> list[Span]:
    """What remains of a time without those in which it was resolved; nothing where it was so all along."""
    found: list[Span] = []
    at: datetime | None = since
    for begin, end in resolved:
        if at is None or (until is not None and begin >= until):
            break
        if begin > at:
            found.append((at, begin))
        at = None if end is None else max(at, end)
    if at is not None and (until is None or at < until or at == since):
        found.append((at, until))
    return found
