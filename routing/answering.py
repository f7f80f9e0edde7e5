"""Which acts of the journal rules answer to, and what is so about a conversation because of the act; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Occasion:
    """What rules of `trigger` are asked after an act; `field` says with `word` what happened."""

    trigger: str
    field: str
    word: str


def _changes(*words: str) -> dict[str, Occasion]:
    given = {"take": "assign", "place": "assign"}
    return {f"conversation.{word}": Occasion("changed", "change", given.get(word, word)) for word in words}


ANSWERED: Mapping[str, Occasion] = {
    **_changes("move", "assign", "take", "place", "label", "prioritise", "resolve", "reopen"),
    **{
        f"escalation.{verb}": Occasion("escalation", "request", word)
        for verb, word in {
            "ask": "asked",
            "ask_again": "asked",
            "restore": "asked",
            "transfer": "offered",
            "accept": "accepted",
            "decline": "declined",
            "answer": "answered",
            "withdraw": "withdrawn",
            "raise": "unaccepted",
            "overdue": "overdue",
        }.items()
    },
    "promise.warn": Occasion("due_soon", "promised", ""),
    "promise.breach": Occasion("broken", "promised", ""),
}
"""By verb."""


def said_by(verb: str, data: Mapping[str, Any]) -> dict[str, str]:
    """What an act makes so, as facts: {"change": "move"}, {"promised": "first"}."""
    occasion = ANSWERED[verb]
    if not occasion.field:
        return {}
    return {occasion.field: occasion.word or str(data.get("promise", ""))}
