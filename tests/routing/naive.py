"""The engine's meaning, written as plainly as possible: every rule, every condition, every word, one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import Stemmer

from inbox.wording import fold
from routing.rules import Facts, Rule, Step, Tree
from routing.trace import ConditionTrace, GroupTrace, RuleTrace

ENGLISH = Stemmer.Stemmer("english")
WORD = re.compile(r"[^\W_]+")
type Lists = Mapping[int, Sequence[str]]
type Decided = tuple[list[tuple[Step, int]], list[int], list[RuleTrace]]


def decide(facts: Facts, rules: Sequence[Rule], lists: Lists) -> Decided:
    """Steps with the rule of each, the rules that held, and the trace."""
    steps: list[tuple[Step, int]] = []
    held: list[int] = []
    traces: list[RuleTrace] = []
    stopped = False
    for rule in rules:
        if rule.trigger != facts["trigger"]:
            continue
        trace = RuleTrace(rule.key, rule.name, rule.version, rule.group, not stopped, False, False, None)
        traces.append(trace)
        if stopped:
            continue
        trace.tree = traced(rule.tree, facts, lists)
        trace.held = trace.tree.passed
        if not trace.held and is_near(trace.tree):
            trace.near = True
            mark_turning(trace.tree)
        if trace.held:
            held.append(rule.key)
            took = []
            for step in rule.steps:
                if step.kind == "stop":
                    stopped = True
                elif not any(taken(step, other) for other, _key in steps):
                    steps.append((step, rule.key))
                    took.append(step)
            trace.took = tuple(took)
    return steps, held, traces


def taken(step: Step, other: Step) -> bool:
    return step == other if step.kind in ("label", "notify", "approval") else step.kind == other.kind


def traced(tree: Tree, facts: Facts, lists: Lists) -> GroupTrace | ConditionTrace:
    if "field" in tree:
        return condition(tree["field"], tree["op"], tree["value"], facts, lists)
    ((word, members),) = tree.items()
    inner = [traced(one, facts, lists) for one in members]
    return GroupTrace(word, group_passes(word, [one.passed for one in inner]), inner)


def group_passes(word: str, passed: list[bool]) -> bool:
    return {"all": all(passed), "any": any(passed), "none": not any(passed)}[word]


def condition(field: str, op: str, value: Any, facts: Facts, lists: Lists) -> ConditionTrace:
    fact = facts.get(field)
    found: list[Any] = []
    marks: list[tuple[int, int]] = []
    if op in ("contains_any", "contains_all", "contains_none", "says_list"):
        wanted = [text for number in value for text in lists.get(number, ())] if op == "says_list" else value
        places = {text: said(fact or "", text) for text in wanted}
        found = [text for text, spans in places.items() if spans]
        marks = sorted({span for spans in places.values() for span in spans})
        passed = {
            "contains_any": bool(found),
            "says_list": bool(found),
            "contains_all": len(found) == len(places),
            "contains_none": not found,
        }[op]
        return ConditionTrace(field, op, value, passed, found, marks)
    if op == "matches":
        spans = {e: [m.span() for m in re.finditer(e, fact or "", re.IGNORECASE | re.ASCII)] for e in value}
        found = [e for e in value if spans[e]]
        marks = sorted({(a, b - a) for each in spans.values() for a, b in each[:10]})
        return ConditionTrace(field, op, value, bool(found), found, marks)
    if op in ("listed", "not_listed"):
        people = sorted({name.lower().lstrip("@") for number in value for name in lists.get(number, ())})
        found = [name for name in people if name in (fact or ())]
        return ConditionTrace(field, op, value, bool(found) is (op == "listed"), found, [])
    passed, found = plain(op, fact, value)
    return ConditionTrace(field, op, value, passed, found, marks)


def plain(op: str, fact: Any, value: Any) -> tuple[bool, list[Any]]:
    if isinstance(value, bool):
        return bool(fact) == value, [] if fact is None else [fact]
    if op in ("above", "at_least", "below"):
        if fact is None:
            return False, []
        return {"above": fact > value, "at_least": fact >= value, "below": fact < value}[op], [fact]
    if op in ("is", "is_not"):
        return (fact in value) is (op == "is"), [one for one in value if one == fact]
    shared = [one for one in value if one in (fact or ())]
    return {"has_any": bool(shared), "has_all": len(shared) == len(value), "has_none": not shared}[op], shared


def said(text: str, phrase: str) -> list[tuple[int, int]]:
    """Every place where a phrase of plain pieces begins."""
    words = list(WORD.finditer(text))
    pieces = phrase.split()
    spans = []
    for start in range(len(words) - len(pieces) + 1):
        run = words[start : start + len(pieces)]
        if all(piece_meets(fold(word.group()), piece) for word, piece in zip(run, pieces, strict=True)):
            spans.append((run[0].start(), run[-1].end() - run[0].start()))
    return spans


def piece_meets(word: str, piece: str) -> bool:
    if piece.startswith("~"):
        return bool(ENGLISH.stemWord(word) == ENGLISH.stemWord(fold(piece[1:])))
    parts = [re.escape(fold(part)) for part in piece.split("*")]
    return re.fullmatch(".*".join(parts), word) is not None


def conditions(tree: GroupTrace | ConditionTrace) -> Iterator[ConditionTrace]:
    if isinstance(tree, ConditionTrace):
        yield tree
        return
    for one in tree.members:
        yield from conditions(one)


def comes_out(tree: GroupTrace | ConditionTrace, flipped: ConditionTrace) -> bool:
    """How it would come out had one condition been answered otherwise."""
    if isinstance(tree, ConditionTrace):
        return tree.passed is not (tree is flipped)
    return group_passes(tree.word, [comes_out(one, flipped) for one in tree.members])


def is_near(tree: GroupTrace | ConditionTrace) -> bool:
    if isinstance(tree, ConditionTrace):
        return False
    if tree.word == "any":
        return any(is_near(one) for one in tree.members)
    right = [one.passed is (tree.word == "all") for one in tree.members]
    return any(right) and not tree.passed and any(comes_out(tree, one) for one in conditions(tree))


def mark_turning(tree: GroupTrace | ConditionTrace) -> None:
    for one in conditions(tree):
        one.turns = comes_out(tree, one)
