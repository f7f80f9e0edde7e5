"""When a conversation was resolved and when it was needed again; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

RESOLVE, REOPEN, UNDO = "conversation.resolve", "conversation.reopen", "conversation.undo"
BESIDE = timedelta(minutes=1)
"""Within this, a mark on messages and the act that made it are one; of several, the nearest."""


@dataclass(frozen=True, slots=True)
class Filed:
    """One act of the journal that filed a conversation, or took it out again; `place` is where it was done."""

    at: datetime
    verb: str
    department: int
    before: str = ""
    after: str = ""
    outcome: str = ""
    cause: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """It was resolved at `at`, having been a matter since `since`; or it was needed again."""

    at: datetime
    since: datetime
    department: int
    tag: str
    is_reopening: bool = False


def matters(acts: Sequence[Filed], opened_at: datetime) -> list[Matter]:
    """Every resolution and every reopening of what was resolved; what was taken back never was.

    What was over before its channel was connected is no work of anybody: it is in neither.
    """
    found: list[Matter] = []
    since = opened_at
    for act in acts:
        if act.verb == UNDO:
            if found and _takes_back(act, found[-1]):
                since = found.pop().since
        elif act.verb == RESOLVE and act.cause != "history":
            found.append(Matter(act.at, since, act.department, act.outcome))
        elif act.verb == REOPEN and act.before == "resolved":
            tag = act.cause or "member"
            found.append(Matter(act.at, since, act.department, tag, is_reopening=True))
            since = act.at
    return found


def outcome_at(acts: Sequence[Filed], at: datetime) -> str:
    """How it was resolved at an instant; empty where no act tells."""
    near = [act for act in acts if act.verb == RESOLVE and abs(act.at - at) <= BESIDE]
    return min(near, key=lambda act: abs(act.at - at)).outcome if near else ""


def _takes_back(act: Filed, last: Matter) -> bool:
    if last.is_reopening:
        return act.after == "resolved"
    return act.before == "resolved"
