"""Rules that time itself pulls: after how many minutes of waiting each is asked; pure."""

from __future__ import annotations

from typing import Any

from routing.rules import Tree

WAITS = {"unanswered": "waited", "pending": "awaited"}
"""Triggers of time, and the field that says after how many minutes."""
_AFTER = {"at_least": 0, "above": 1}
LONGEST = 366 * 24 * 60


def minutes_of(trigger: str, tree: Tree) -> int | None:
    """After how many minutes a rule is asked: what its outermost "all" asks of the waiting; None where it does not."""
    field = WAITS.get(trigger)
    asked = [
        int(leaf["value"]) + _AFTER[leaf["op"]]
        for leaf in tree.get("all", ())
        if leaf.get("field") == field and leaf.get("op") in _AFTER
    ]
    longest = max(asked, default=0)
    return longest if 0 < longest <= LONGEST else None


def timed(trigger: str, tree: Tree) -> str:
    """The trigger as the engine keeps it, "unanswered@60": so each rule is asked once, when its own time is up."""
    minutes = minutes_of(trigger, tree)
    return f"{trigger}@{minutes}" if trigger in WAITS and minutes is not None else trigger


def parts_of(trigger: Any) -> tuple[str, int]:
    """The reverse of timed()."""
    word, _at, minutes = str(trigger).partition("@")
    return word, int(minutes or 0)
