"""Whether conditions hold where only some of what they ask is known; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routing.asked import Value
from routing.rules import Tree, split

type Fact = tuple[Any, ...]
"""A field that has one value; or a field, how it is looked through, and a word or row that it may hold."""
type Known = Mapping[Fact, Any]

_PARTS = {
    "contains_any": ("any", "says"),
    "contains_all": ("all", "says"),
    "contains_none": ("none", "says"),
    "says_list": ("any", "says_list"),
    "matches": ("any", "matches"),
    "listed": ("any", "listed"),
    "not_listed": ("none", "listed"),
    "has_any": ("any", "has"),
    "has_all": ("all", "has"),
    "has_none": ("none", "has"),
}
"""Operators that ask for several things, each of which is so or not: how they are joined, and how looked for."""


def verdict(tree: Tree, known: Known) -> tuple[bool | None, Fact | None]:
    """Whether it holds; where that can't be said, None and the first fact that would have to be known."""
    if "field" not in tree:
        word, members = split(tree)
        return _joined(word, [verdict(one, known) for one in members])
    field, op, value = tree["field"], tree["op"], tree["value"]
    if op in _PARTS:
        word, how = _PARTS[op]
        facts: list[Fact] = [(field, how, one) for one in value]
        return _joined(word, [(known[fact], None) if fact in known else (None, fact) for fact in facts])
    if (field,) not in known:
        return None, (field,)
    return Value(field, op, value).holds_for({field: known[field,]}), None


def _joined(word: str, answers: list[tuple[bool | None, Fact | None]]) -> tuple[bool | None, Fact | None]:
    decisive = word != "all"
    if any(holds is decisive for holds, _fact in answers):
        return word == "any", None
    unknown = next((fact for holds, fact in answers if holds is None), None)
    return (None, unknown) if unknown is not None else (word != "any", None)


def telling(leaf: Tree) -> list[Any]:
    """Values of a field with one value that stand on either side of what a condition asks of it."""
    value = leaf["value"]
    if leaf["op"] in _PARTS:
        return []
    if isinstance(value, bool):
        return [True, False]
    if isinstance(value, int | float):
        return [value, max(0, value - 1), value + 1]
    return list(value)
