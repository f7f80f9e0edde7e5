"""The texts, read from the files beside this one and ready to be spoken."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "texts"
SLOTTED_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Script:
    """What one sort of conversation is about, and where it belongs."""

    topic: str
    department: str
    openers: tuple[str, ...] = ()
    """First words that any of `chains` continues."""
    chains: tuple[tuple[str, ...], ...] = ()
    """Our answer, their next word, our next answer, and so on."""
    dialogues: tuple[tuple[str, ...], ...] = ()
    """Whole conversations, the customer first."""
    via: str = "mention"
    brand: str = "northline"
    mood: str = "neutral"
    language: str = "en"
    people: str = ""
    """From which circle of customers the author comes; empty for anybody."""
    outcome: str = "answered"
    unanswered: float = 0.0
    """The share that needs no answer."""
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    chorus: tuple[str, ...] = ()
    """What bystanders add in public."""

    def openings(self) -> list[tuple[str, ...]]:
        """Every opening with a continuation; those that vary enough by their slots come twice."""
        found = list(self.dialogues)
        for turn, opener in enumerate(self.openers):
            twice = opener.count("{") >= SLOTTED_ENOUGH
            for again in range(2 if twice else 1):
                chain = self.chains[(turn + again) % len(self.chains)] if self.chains else ()
                found.append((opener, *chain))
        return found


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment under our own post."""

    text: str
    answer: str = ""
    department: str = "Customer Service"
    mood: str = "neutral"
    people: str = ""
    others: tuple[str, ...] = ()
    waits: bool = False
    """Nobody has answered yet, and somebody should."""


@dataclass(frozen=True, slots=True)
class OwnPost:
    """Something that Northline published, and what was said below it."""

    text: str
    days_ago: int
    hour: int
    likes: int
    reposts: int
    comments: tuple[Comment, ...]


@cache
def scripts() -> tuple[Script, ...]:
    """All scripts of all files."""
    tables = [table for path in sorted(FOLDER.glob("*.toml")) for table in _read(path).get("script", [])]
    return tuple(Script(**_frozen(table)) for table in tables)


@cache
def own_posts() -> tuple[OwnPost, ...]:
    """Northline's own posts."""
    tables = _read(FOLDER / "posts.toml")["post"]
    return tuple(_own_post(table) for table in tables)


def _own_post(table: dict[str, Any]) -> OwnPost:
    comments = tuple(Comment(**_frozen(comment)) for comment in table["comments"])
    return OwnPost(**{**table, "comments": comments})


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _frozen(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    if isinstance(value, list):
        return tuple(_frozen(inner) for inner in value)
    if isinstance(value, dict):
        return {name: _frozen(inner) for name, inner in value.items()}
    return value
