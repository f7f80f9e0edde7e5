"""What a rule is, for the engine and everything around it; pure values.

A tree is that of inbox/conditions.py: {"all": [...]}, {"any": [...]}, {"none": [...]} or a
leaf {"field": NAME, "op": OP, "value": ...}. Groups may stand in groups. {"all": []} always holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

type Tree = Mapping[str, Any]
type Facts = Mapping[str, Any]
"""By field; "trigger" says what happened. What is not known is missing, None or empty."""

GROUPS = ("all", "any", "none")
TEXT_OPS = ("contains_any", "contains_all", "contains_none", "says_list", "matches")
"""Asked of a text: phrases of routing/words.py, the phrases of word lists by number, RE2 expressions."""

ADDITIVE = frozenset({"label", "notify", "approval"})
"""Of these every rule's step is done; of any other kind only that of the first rule that holds."""
STOP = "stop"
"""After a rule with this step no later one is considered."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something a rule does: kind is a word of routing/steps.py, value what it is given, as JSON."""

    kind: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule at one version; a rule set holds them in the order in which they are considered."""

    key: int
    name: str
    version: int
    trigger: str
    tree: Tree
    steps: tuple[Step, ...]
    group: str = ""


def leaves(tree: Tree) -> Iterator[Tree]:
    """Every condition of a tree, in order."""
    if "field" in tree:
        yield tree
        return
    for word in GROUPS:
        for one in tree.get(word, ()):
            yield from leaves(one)


def split(tree: Tree) -> tuple[str, list[Tree]]:
    """The word of a group and what stands in it."""
    word = next(iter(tree))
    return word, list(tree[word])
