"""Why a conversation is where it is: each rule with each condition, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from routing.asked import Mark
from routing.engine import RuleSet, decide, explain
from routing.rules import TEXT_OPS, Facts, Step
from routing.told import (
    Names,
    closed_to,
    condition_words,
    fact_words,
    is_closed_to,
    names_for,
    step_words,
    value_words,
)
from routing.trace import ConditionTrace, GroupTrace, RuleTrace

MOST_OTHERS = 12
"""Rules that did not come near are shown up to so many; the rest when somebody asks for all."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text; `marked` where it met a condition."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A condition, or the head of a group (`deep` says how far in): whether it held, and what was found."""

    words: str
    passed: bool
    deep: int
    found: list[str] = field(default_factory=list)
    """Words of the text."""
    fact: str = ""
    turns: bool = False
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: `state` is won, held, near, missed, unasked or closed."""

    place: int
    key: int
    name: str
    version: int
    state: str
    says: str
    lines: list[Line]
    steps: list[str]


@dataclass(frozen=True, slots=True)
class Why:
    """A decision explained: the text with what any rule found marked, rule by rule, and how many are left out."""

    pieces: list[Piece]
    rules: list[RuleLine]
    left_out: int
    winner: RuleLine | None


def why(facts: Facts, rules: RuleSet, reader: Member, *, every: bool = False) -> Why:
    """Explain what these rules say of these facts to somebody who may read them."""
    traces = explain(facts, rules)
    asked = [rules.named[trace.key] for trace in traces]
    names, closed = names_for(asked, facts, reader), closed_to(reader)
    winner = decide(facts, rules).winner
    lines, marks, others, left_out = list[RuleLine](), list[Mark](), 0, 0
    for place, (trace, rule) in enumerate(zip(traces, asked, strict=True), start=1):
        is_plain = not (trace.held or trace.near)
        others += is_plain
        if is_plain and others > MOST_OTHERS and not every:
            left_out += 1
            continue
        if is_closed_to(rule, closed):
            hidden = _("A rule about a department that is closed to you")
            lines.append(RuleLine(place, rule.key, hidden, rule.version, "closed", "", [], []))
            continue
        line = _rule_line(place, trace, trace.key == winner, facts, names)
        lines.append(line)
        marks += [mark for one in _conditions(trace.tree) if _is_of_text(one) for mark in one.marks]
    text = str(facts.get("text") or "")
    return Why(marked(text, marks), lines, left_out, next((one for one in lines if one.state == "won"), None))


def marked(text: str, marks: Sequence[Mark]) -> list[Piece]:
    """A text in pieces, those that any of the marks covers marked."""
    pieces, at = list[Piece](), 0
    for start, end in _joined(marks):
        if start > at:
            pieces.append(Piece(text[at:start], marked=False))
        pieces.append(Piece(text[start:end], marked=True))
        at = end
    return [*pieces, Piece(text[at:], marked=False)] if at < len(text) else pieces


def done_words(steps: Sequence[Mapping[str, Any]], names: Names) -> list[str]:
    """Steps as a decision keeps them."""
    return [step_words(Step(step["kind"], step.get("value")), names) for step in steps if step["kind"]]


def _rule_line(place: int, trace: RuleTrace, is_winner: bool, facts: Facts, names: Names) -> RuleLine:
    lines = list[Line]()
    if trace.tree is not None:
        _flatten(trace.tree, facts, names, 0, lines)
    state, says = _state(trace, is_winner=is_winner)
    steps = [step_words(step, names) for step in trace.took]
    return RuleLine(place, trace.key, trace.name, trace.version, state, says, lines, steps)


def _state(trace: RuleTrace, *, is_winner: bool) -> tuple[str, str]:
    if not trace.considered:
        return "unasked", _("not asked: an earlier rule stops")
    if is_winner:
        return "won", _("matched")
    if trace.held:
        return "held", _("matched too") if trace.took else _("matched, with nothing left to do")
    return ("near", _("one condition short")) if trace.near else ("missed", _("did not match"))


def _flatten(tree: GroupTrace | ConditionTrace, facts: Facts, names: Names, deep: int, lines: list[Line]) -> None:
    if isinstance(tree, ConditionTrace):
        lines.append(_line(tree, facts, names, deep))
        return
    if deep or tree.word != "all":
        lines.append(Line(_group_words(tree.word), tree.passed, deep, is_group=True))
    elif not tree.members:
        lines.append(Line(_("always"), True, deep))
    inner = deep if tree.word == "all" and not deep else deep + 1
    for one in tree.members:
        _flatten(one, facts, names, inner, lines)


def _group_words(word: str) -> str:
    return {"all": _("all of these"), "any": _("any of these"), "none": _("none of these")}[word]


def _line(one: ConditionTrace, facts: Facts, names: Names, deep: int) -> Line:
    leaf = {"field": one.field, "op": one.op, "value": one.value}
    words = condition_words(leaf, names)
    if not _is_of_text(one) and one.op not in TEXT_OPS:
        return Line(words, one.passed, deep, fact=fact_words(one.field, facts, names), turns=one.turns)
    text = str(facts.get(one.field) or "")
    said = [text[start : start + length] for start, length in one.marks]
    found = list(dict.fromkeys(said)) or [value_words(leaf, value, names) for value in one.found]
    nothing = _("The words are gone.") if one.field == "text" and not text else _("Nothing of it was found.")
    return Line(words, one.passed, deep, found, "" if found else nothing, one.turns)


def _is_of_text(one: ConditionTrace) -> bool:
    return one.field == "text"


def _conditions(tree: GroupTrace | ConditionTrace | None) -> list[ConditionTrace]:
    if tree is None:
        return []
    if isinstance(tree, ConditionTrace):
        return [tree]
    return [found for one in tree.members for found in _conditions(one)]


def _joined(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Marks as first and last, those that touch or overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, length in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], start + length)
        else:
            joined.append((start, start + length))
    return joined
