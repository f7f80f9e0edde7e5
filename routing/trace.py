"""Why a rule held or did not: each condition with what was found, and how little was missing; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from routing.asked import Asked, Case, Mark
from routing.rules import Rule, Step, Tree, split


class Group:
    """All, any or none of some conditions."""

    def __init__(self, word: str, members: Sequence[Node]) -> None:
        self.word, self.members = word, members

    def holds(self, case: Case) -> bool:
        """As its word says; asks no more of its members than it must."""
        if self.word == "all":
            return all(one.holds(case) for one in self.members)
        met = any(one.holds(case) for one in self.members)
        return met if self.word == "any" else not met


type Node = Group | Asked
NEVER = 10**6
"""More conditions than there can be: an empty group comes out one way only."""


@dataclass(slots=True)
class ConditionTrace:
    """One condition of a rule. `marks` are start and length of what was found in the text of `field`.

    `turns`: had this one condition been answered otherwise, the rule would have held.
    """

    field: str
    op: str
    value: Any
    passed: bool
    found: list[Any]
    marks: list[Mark]
    turns: bool = False


@dataclass(slots=True)
class GroupTrace:
    """A group of a rule's conditions."""

    word: str
    passed: bool
    members: list[GroupTrace | ConditionTrace]


@dataclass(slots=True)
class RuleTrace:
    """One rule at one version. Not `considered` means that an earlier rule stopped; then there is no `tree`.

    A `near` miss held but for one condition, while another held.
    """

    key: int
    name: str
    version: int
    group: str
    considered: bool
    held: bool
    near: bool
    tree: GroupTrace | ConditionTrace | None
    took: tuple[Step, ...] = ()


def trace_of(rule: Rule, node: Node, case: Case | None) -> RuleTrace:
    """How one rule came out; without a case it was not considered."""
    tree = None if case is None else _traced(rule.tree, node, case)
    held = tree is not None and tree.passed
    near = tree is not None and not held and _is_near(tree)
    if near and tree is not None:
        _mark_turning(tree, wanted=True)
    return RuleTrace(rule.key, rule.name, rule.version, rule.group, tree is not None, held, near, tree)


def _traced(tree: Tree, node: Node, case: Case) -> GroupTrace | ConditionTrace:
    if not isinstance(node, Group):
        found, marks = node.found(case)
        return ConditionTrace(tree["field"], tree["op"], tree["value"], node.holds(case), found, marks)
    word, members = split(tree)
    traced = [_traced(one, inner, case) for one, inner in zip(members, node.members, strict=True)]
    met = [one.passed for one in traced]
    passed = {"all": all(met), "any": any(met), "none": not any(met)}[word]
    return GroupTrace(word, passed, traced)


def _missing(tree: GroupTrace | ConditionTrace, *, wanted: bool) -> int:
    """How many conditions at least would have to be answered otherwise for this to come out as wanted."""
    if isinstance(tree, ConditionTrace):
        return int(tree.passed is not wanted)
    each = wanted if tree.word != "none" else not wanted
    counts = [_missing(one, wanted=each) for one in tree.members]
    every = (tree.word == "any") is not wanted
    return sum(counts) if every else min(counts, default=NEVER)


def _is_near(tree: GroupTrace | ConditionTrace) -> bool:
    """Whether all but one condition of a group that asks for several came out as it asks."""
    if isinstance(tree, ConditionTrace):
        return False
    if tree.word == "any":
        return any(_is_near(one) for one in tree.members)
    right = tree.word == "all"
    return _missing(tree, wanted=True) == 1 and any(one.passed is right for one in tree.members)


def _mark_turning(tree: GroupTrace | ConditionTrace, *, wanted: bool) -> None:
    """Mark the conditions each of which alone would have turned the answer."""
    if isinstance(tree, ConditionTrace):
        tree.turns = tree.passed is not wanted
        return
    if _missing(tree, wanted=wanted) != 1:
        return
    each = wanted if tree.word != "none" else not wanted
    for one in tree.members:
        if _missing(one, wanted=each) == 1:
            _mark_turning(one, wanted=each)
