"""From what is so about a post to what is to be done, by rules that explain themselves; pure.

`compile(rules)` once for each version of a rule set, then `decide(facts, ruleset)` for each
post. A decision looks only at rules that what was found in the post can make hold; its trace,
worked out when somebody asks, looks at all of them (routing/trace.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from routing.asked import Asked, Case, Matches, Phrases, Value, asked
from routing.matcher import Matcher
from routing.rules import ADDITIVE, STOP, TEXT_OPS, Facts, Rule, Step, Tree, leaves, split
from routing.trace import Group, Node, RuleTrace, trace_of
from routing.words import Stems

type Key = tuple[str, Hashable]
"""A text field and a phrase or expression in it, or any other field and its value."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that is to be done, and the rule that says so."""

    step: Step
    rule: int
    name: str
    version: int


class Compiled:
    """One rule made ready."""

    def __init__(self, rule: Rule, lists: Mapping[int, Sequence[str]], stems: Stems) -> None:
        self.rule = rule
        self.node = _node(rule.tree, lists, stems)
        self.stops = any(step.kind == STOP for step in rule.steps)
        needs = _needs(self.node)
        self.keys: frozenset[Key] | None = needs[1] if needs else None


class RuleSet:
    """Rules in their order, indexed by what can make them hold. See compile()."""

    def __init__(self, rules: Sequence[Compiled], version: int, matchers: Mapping[str, Matcher]) -> None:
        self.rules, self.version, self._matchers = rules, version, matchers
        self._places: dict[str, list[int]] = defaultdict(list)
        self._always: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, dict[Key, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, one in enumerate(rules):
            trigger = one.rule.trigger
            self._places[trigger].append(place)
            if one.keys is None:
                self._always[trigger].append(place)
            for key in one.keys or ():
                self._by_key[trigger][key].append(place)
        self._fields = {trigger: {field for field, _value in keys} for trigger, keys in self._by_key.items()}

    @cached_property
    def named(self) -> Mapping[int, Rule]:
        """Its rules by their numbers."""
        return {one.rule.key: one.rule for one in self.rules}

    def worded(self, key: int) -> list[Asked]:
        """The conditions of a rule that look for words in the message."""
        return [one for one in _inside(self._compiled[key].node) if one.field == "text"]

    @cached_property
    def _compiled(self) -> Mapping[int, Compiled]:
        return {one.rule.key: one for one in self.rules}

    @property
    def triggers(self) -> tuple[str, ...]:
        """Those that any of its rules answers to."""
        return tuple(self._places)

    def case(self, facts: Facts) -> Case:
        """A post to be asked about."""
        return Case(facts, self._matchers)

    def of(self, trigger: str) -> list[Compiled]:
        """The rules of one trigger, in order."""
        return [self.rules[place] for place in self._places.get(trigger, ())]

    def candidates(self, case: Case) -> tuple[list[Compiled], list[int]]:
        """The rules that could hold, in order, and the numbers of those that words in the text speak for."""
        trigger = case.facts["trigger"]
        index, places, worded = self._by_key.get(trigger, {}), set(self._always.get(trigger, ())), set[int]()
        for field in self._fields.get(trigger, ()):
            if field in self._matchers:
                for hit in case.hits(field):
                    worded.update(index.get((field, hit), ()))
                continue
            fact = case.facts.get(field)
            for value in fact if isinstance(fact, list | tuple | set | frozenset) else (fact,):
                places.update(index.get((field, value), ()))
        found = [self.rules[place] for place in sorted(places | worded)]
        return found, sorted(worded)


@dataclass(frozen=True)
class Decision:
    """What is to be done, in order.

    `held` are the rules that held, `touched` those and all others with words in the text.
    """

    facts: Facts
    ruleset: RuleSet
    steps: tuple[Taken, ...]
    held: tuple[int, ...]
    touched: tuple[int, ...]

    @property
    def winner(self) -> int | None:
        """The rule whose step was taken first."""
        return self.steps[0].rule if self.steps else None

    @cached_property
    def trace(self) -> list[RuleTrace]:
        """Every rule of the trigger, with every condition."""
        return explain(self.facts, self.ruleset)


def compile(  # noqa: A001
    rules: Iterable[Rule],
    *,
    lists: Mapping[int, Sequence[str]] | None = None,
    languages: Sequence[str] = ("en",),
    version: int = 0,
) -> RuleSet:
    """Make rules ready, in their order. `lists` are word lists by number; `languages` those that "~" knows forms of.

    The rules must have been checked (routing/checking.py); raises NoExpressionError for an expression that RE2 refuses.
    """
    stems, lists, rules = Stems(languages), lists or {}, list(rules)
    compiled = [Compiled(rule, lists, stems) for rule in rules]
    phrases: dict[str, set[str]] = defaultdict(set)
    expressions: dict[str, set[str]] = defaultdict(set)
    for leaf in (leaf for rule in rules for leaf in leaves(rule.tree) if leaf["op"] in TEXT_OPS):
        if leaf["op"] == "matches":
            expressions[leaf["field"]].update(leaf["value"])
        elif leaf["op"] == "says_list":
            phrases[leaf["field"]].update(text for number in leaf["value"] for text in lists.get(number, ()))
        else:
            phrases[leaf["field"]].update(leaf["value"])
    matchers = {field: Matcher(phrases[field], sorted(expressions[field]), stems) for field in {*phrases, *expressions}}
    return RuleSet(compiled, version, matchers)


def decide(facts: Facts, ruleset: RuleSet) -> Decision:
    """What the rules of facts["trigger"] say, the first rule winning for each kind of step that is not additive."""
    case = ruleset.case(facts)
    candidates, worded = ruleset.candidates(case)
    held: list[Compiled] = []
    for one in candidates:
        if one.node.holds(case):
            held.append(one)
            if one.stops:
                break
    keys = [one.rule.key for one in held]
    touched = dict.fromkeys([*(ruleset.rules[place].rule.key for place in worded), *keys])
    return Decision(facts, ruleset, taken_of([one.rule for one in held]), tuple(keys), tuple(touched))


def taken_of(held: Iterable[Rule]) -> tuple[Taken, ...]:
    """The steps of rules that hold, in order: additive ones once for each value, others from the first rule only."""
    taken: dict[Hashable, Taken] = {}
    for rule in held:
        for step in rule.steps:
            key = (step.kind, repr(step.value)) if step.kind in ADDITIVE else step.kind
            if step.kind != STOP and key not in taken:
                taken[key] = Taken(step, rule.key, rule.name, rule.version)
    return tuple(taken.values())


def explain(facts: Facts, ruleset: RuleSet) -> list[RuleTrace]:
    """Every rule of the trigger in order: considered or not, each condition, what it took, near misses."""
    case, traces, held = ruleset.case(facts), list[RuleTrace](), list[Compiled]()
    stopped = False
    for one in ruleset.of(facts["trigger"]):
        traces.append(trace_of(one.rule, one.node, None if stopped else case))
        if traces[-1].held:
            held.append(one)
            stopped = stopped or one.stops
    taken = taken_of([one.rule for one in held])
    for trace in traces:
        trace.took = tuple(each.step for each in taken if each.rule == trace.key)
    return traces


def _node(tree: Tree, lists: Mapping[int, Sequence[str]], stems: Stems) -> Node:
    if "field" in tree:
        return asked(tree, lists, stems)
    word, members = split(tree)
    return Group(word, [_node(one, lists, stems) for one in members])


def _inside(node: Node) -> list[Asked]:
    return [found for one in node.members for found in _inside(one)] if isinstance(node, Group) else [node]


type Needs = tuple[int, frozenset[Key]]
"""How many posts are likely to meet one of the keys (the less the better), and the keys: one must be met."""
RARE, COMMON = 0, 1


def _needs(node: Node) -> Needs | None:
    """Keys of which one must be met if this is to hold; None where it can hold without any."""
    if not isinstance(node, Group):
        return _leaf_needs(node)
    needs = [_needs(one) for one in node.members]
    if node.word == "all":
        known = [one for one in needs if one is not None]
        return min(known, key=lambda one: (one[0], len(one[1])), default=None)
    if node.word == "any" and needs and all(one is not None for one in needs):
        known = [one for one in needs if one is not None]
        return max(one[0] for one in known), frozenset[Key]().union(*(one[1] for one in known))
    return None


def _leaf_needs(leaf: Asked) -> Needs | None:
    if isinstance(leaf, Matches):
        return RARE, frozenset((leaf.field, pattern) for pattern in leaf.patterns)
    if isinstance(leaf, Phrases):
        if leaf.op == "contains_none":
            return None
        longest = max(leaf.phrases, key=len, default=None)
        if leaf.op == "contains_all":
            return (RARE, frozenset({(leaf.field, longest)})) if longest is not None else None
        return RARE, frozenset((leaf.field, phrase) for phrase in leaf.phrases)
    if isinstance(leaf, Value) and _is_choice(leaf):
        return COMMON, frozenset((leaf.field, one) for one in leaf.value)
    return None


def _is_choice(leaf: Value) -> bool:
    chosen: Any = leaf.value
    return leaf.op in ("is", "has_any") and isinstance(chosen, list | tuple)
