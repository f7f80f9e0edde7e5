"""Rules that could set one another off for ever, found before they are switched on; pure.

Only what rules themselves change can keep them going: the department, the priority, the
assignee. Labels are only ever added, and a resolved conversation is left alone. So those rules
that answer to a change are played through from every state they can tell apart, with every
combination of answers to their other conditions; a state that comes back names the cycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod
from random import Random
from typing import Any

from routing.asked import Value
from routing.rules import STOP, TEXT_OPS, Facts, Rule, Tree, leaves, split

CHANGED, REQUESTS, ASK = "changed", "escalation", "ask"
CHANGES = {"department": "department", "priority": "priority", "assignee": "assignee", "label": "labels"}
"""Kinds of steps, and the fact that each changes."""
MOST_PLAYED = 20_000
OTHER = -1
"""Stands for any value that no rule names."""

type State = tuple[tuple[str, Any], ...]
type Answers = Mapping[str, bool]


def cycle_among(rules: Sequence[Rule]) -> list[Rule]:
    """The rules of one endless cycle in the order they would set one another off; empty where there is none.

    Where there are too many combinations to play all, MOST_PLAYED are picked, always the same.
    """
    concerned = _concerned(_setting_off(rules))
    if not concerned:
        return []
    for state, static, answers in islice(_beginnings(concerned), MOST_PLAYED):
        found = _play(concerned, state, static, answers)
        if found:
            return found
    return []


def _setting_off(rules: Sequence[Rule]) -> list[Rule]:
    """Those that answer to changes; where rules ask departments for help, those that answer to requests too."""
    wakes = {CHANGED, REQUESTS}
    asks = any(step.kind == ASK for rule in rules if rule.trigger in wakes for step in rule.steps)
    return [rule for rule in rules if rule.trigger == CHANGED or (asks and rule.trigger == REQUESTS)]


def _concerned(rules: Sequence[Rule]) -> list[Rule]:
    """Rules that change something, or stop others, where any of them asks about what another changes."""
    changed = {CHANGES[step.kind] for rule in rules for step in rule.steps if step.kind in CHANGES}
    asked = {leaf["field"] for rule in rules for leaf in leaves(rule.tree)}
    if not changed & asked:
        return []
    kinds = {*CHANGES, STOP}
    return [rule for rule in rules if any(step.kind in kinds for step in rule.steps)]


def _beginnings(rules: Sequence[Rule]) -> Iterator[tuple[State, Facts, Answers]]:
    """Every state, every set of other facts and every answer about texts that these rules can tell apart."""
    named: dict[str, list[Any]] = {field: [OTHER] for field in CHANGES.values() if field != "labels"}
    texts: dict[str, None] = {}
    for leaf in (leaf for rule in rules for leaf in leaves(rule.tree)):
        if leaf["op"] in TEXT_OPS or leaf["op"] in ("listed", "not_listed"):
            texts[_name(leaf)] = None
        elif leaf["field"] != "labels":
            named.setdefault(leaf["field"], [None]).extend(_telling(leaf))
    for step in (step for rule in rules for step in rule.steps if step.kind in CHANGES and step.kind != "label"):
        named[CHANGES[step.kind]].append(_set_to(step.value))
    choices = {field: list(dict.fromkeys(values)) for field, values in named.items()}
    for values, bits in _combinations(list(choices.values()), len(texts)):
        facts = dict(zip(choices, values, strict=True))
        state = tuple((field, facts.pop(field)) for field in CHANGES.values() if field in facts)
        yield (*state, ("labels", ())), facts, dict(zip(texts, bits, strict=True))


def _combinations(choices: Sequence[Sequence[Any]], bits: int) -> Iterator[tuple[tuple[Any, ...], tuple[bool, ...]]]:
    """One of each and that many answers: all of them, or a sample without end."""
    if prod(map(len, choices)) << bits <= MOST_PLAYED:
        yield from product(product(*choices), product((False, True), repeat=bits))
        return
    chance = Random(bits)  # noqa: S311
    while True:
        often = chance.choice((0.1, 0.5, 0.9))
        answers = tuple(chance.random() < often for _bit in range(bits))
        yield tuple(chance.choice(each) for each in choices), answers


def _telling(leaf: Tree) -> list[Any]:
    """Values on either side of what a condition asks."""
    value = leaf["value"]
    if isinstance(value, bool):
        return [True]
    if isinstance(value, int):
        return [max(0, value - 1), value, value + 1]
    return [(one,) if leaf["op"].startswith("has") else one for one in value]


def _play(rules: Sequence[Rule], state: State, static: Facts, answers: Answers) -> list[Rule]:
    """Let the rules answer to each change until nothing changes, or a state comes back: then those in between."""
    seen: list[State] = []
    acted: list[list[Rule]] = []
    while state not in seen:
        seen.append(state)
        after, by = _after(rules, state, static, answers)
        if after == state:
            return []
        acted.append(by)
        state = after
    return list({rule.key: rule for by in acted[seen.index(state) :] for rule in by}.values())


def _after(rules: Iterable[Rule], state: State, static: Facts, answers: Answers) -> tuple[State, list[Rule]]:
    facts = {**static, **dict(state)}
    changed, by, taken = dict(state), list[Rule](), set[str]()
    for rule in rules:
        if not _holds(rule.tree, facts, answers):
            continue
        for step in rule.steps:
            if step.kind not in CHANGES or step.kind in taken:
                continue
            field = CHANGES[step.kind]
            value = tuple(sorted({*changed[field], step.value})) if field == "labels" else _set_to(step.value)
            taken |= {step.kind} - {"label"}
            if changed[field] != value:
                changed[field] = value
                by.append(rule)
        if any(step.kind == STOP for step in rule.steps):
            break
    return tuple(changed.items()), by


def _set_to(value: Any) -> Any:
    """A department or priority by number; "auto" gives it to somebody, whoever that is."""
    return OTHER if isinstance(value, str) else value


def _holds(tree: Tree, facts: Facts, answers: Answers) -> bool:
    if "field" in tree:
        if _name(tree) in answers:
            return answers[_name(tree)]
        return Value(tree["field"], tree["op"], tree["value"]).holds_for(facts)
    word, members = split(tree)
    met = (_holds(one, facts, answers) for one in members)
    return all(met) if word == "all" else any(met) is (word == "any")


def _name(leaf: Tree) -> str:
    return f"{leaf['field']} {leaf['op']} {leaf['value']!r}"
