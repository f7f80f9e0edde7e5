"""Rules that could set one another off for ever, found before they are switched on; pure.

Only what rules themselves change back and forth can keep them going: the department, the
priority, whether somebody works on it. Labels are only ever added, a conversation is resolved
once. So of all places (values of these) only those are followed from which rules could lead
away and back; from there each act wakes the rules that answer to it, in the order of the acts,
and what their other conditions ask is supposed as it is needed, each way. A place that comes
back with the same acts still to be answered names the cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from routing.rules import STOP, Rule, leaves
from routing.supposing import Fact, Known, telling, verdict

CHANGED, REQUESTS, ASK = "changed", "escalation", "ask"
WAKES = (CHANGED, REQUESTS)
"""Triggers of rules that other rules can set off."""
CHANGES = {"department": "department", "priority": "priority", "assignee": "assigned"}
"""Kinds of steps that can keep rules going, and the fact that each changes."""
ACTS = {
    "department": (CHANGED, "move"),
    "priority": (CHANGED, "prioritise"),
    "assignee": (CHANGED, "assign"),
    ASK: (REQUESTS, "asked"),
}
"""What each kind of step wakes: a trigger and what is said to have happened."""
OCCASIONS = {CHANGED: "change", REQUESTS: "request"}
LETS_GO: Fact = ("assignee lets go of what is moved",)
OTHER = -1
"""Stands for any value that no rule names."""
MOST_ASKED, MOST_PLACES = 40_000, 2_000
"""Conditions of rules that are asked at most, some tenths of a second of work; places looked at beforehand."""

type Place = tuple[Any, ...]
type Act = tuple[str, str]
type Taken = dict[str, tuple[Any, Rule]]


class Turn(NamedTuple):
    """What one act leads to: where, which acts, by which rules, and what was supposed for it."""

    place: Place
    acts: tuple[Act, ...]
    by: tuple[Rule, ...]
    known: Known


class Moment(NamedTuple):
    """A place, the acts still to be answered there, what was supposed so far, and how it came to this."""

    place: Place
    acts: tuple[Act, ...]
    known: Known
    before: tuple[tuple[Place, tuple[Act, ...], tuple[Rule, ...]], ...]


def cycle_among(rules: Sequence[Rule]) -> list[Rule]:
    """The rules of one endless cycle in the order they would set one another off; empty where there is none.

    Where MOST_ASKED is not enough to follow everything, what was not followed counts as harmless.
    """
    concerned = _concerned(rules)
    found = _Search(concerned).found() if concerned else []
    first = min(range(len(found)), key=lambda at: concerned.index(found[at]), default=0)
    return found[first:] + found[:first]


def _concerned(rules: Sequence[Rule]) -> list[Rule]:
    """Rules that change something back and forth, or stop others, where any asks about what another changes."""
    answers = [rule for rule in rules if rule.trigger in WAKES]
    asks = any(step.kind == ASK for rule in answers for step in rule.steps)
    kinds = {*ACTS, STOP}
    concerned = [
        rule for rule in answers if (asks or rule.trigger == CHANGED) and any(step.kind in kinds for step in rule.steps)
    ]
    changed = {CHANGES[step.kind] for rule in concerned for step in rule.steps if step.kind in CHANGES}
    asked = {leaf["field"] for rule in concerned for leaf in leaves(rule.tree)}
    return concerned if changed and (asks or asked & {*changed, *OCCASIONS.values()}) else []


class _Search:
    def __init__(self, rules: Sequence[Rule]) -> None:
        self.kinds = [kind for kind in ACTS if any(step.kind == kind for rule in rules for step in rule.steps)]
        self.fields = [CHANGES[kind] for kind in self.kinds if kind in CHANGES]
        self.values: dict[str, list[Any]] = defaultdict(lambda: [OTHER, None])
        for leaf in (leaf for rule in rules for leaf in leaves(rule.tree)):
            self.values[leaf["field"]] += telling(leaf)
        for step in (step for rule in rules for step in rule.steps if step.kind in CHANGES):
            self.values[CHANGES[step.kind]].append(step.value)
        self.values |= {"assigned": [True, False]}
        self.rules: dict[tuple[str, Any], list[Rule]] = defaultdict(list)
        here = [one for one in dict.fromkeys(self.values["department"]) if one is not None]
        for rule in rules:
            wanted = _only_in(rule)
            for department in here:
                if wanted is None or department in wanted:
                    self.rules[rule.trigger, department].append(rule)
            if wanted is None or "department" not in self.fields:
                self.rules[rule.trigger, None].append(rule)
        self.stops = {rule.key for rule in rules if any(step.kind == STOP for step in rule.steps)}
        self.steps = {
            rule.key: {step.kind: (step.value, rule) for step in rule.steps if step.kind in self.kinds}
            for rule in rules
        }
        self.left = 0
        happened = [*self.fields, *OCCASIONS.values()]
        asked = {rule.key: {leaf["field"] for leaf in leaves(rule.tree)} for rule in rules}
        self.asked = {key: [(field,) for field in happened if field in fields] for key, fields in asked.items()}
        self.sure: dict[tuple[Any, ...], bool | None] = {}
        self.open: dict[tuple[Place, Act], list[tuple[Rule, bool | None]]] = {}

    def found(self) -> list[Rule]:
        """A cycle."""
        core = self._core()
        for place, kind in product(core, self.kinds):
            self.left = MOST_ASKED // (len(core) * len(self.kinds))
            cycle = self._from(Moment(place, (ACTS[kind],), {}, ()), core)
            if cycle:
                return cycle
        return []

    def _core(self) -> dict[Place, None]:
        """The places from which rules could lead away and back to them."""
        choices = [[one for one in dict.fromkeys(self.values[field]) if one is not None] for field in self.fields]
        places: dict[Place, None] = dict.fromkeys(product(*choices))
        if len(places) > MOST_PLACES:
            return places
        ways = {place: self._ways(place) for place in places}
        kept, before = set(places), 0
        while len(kept) != before:
            before = len(kept)
            reached = {to for place in kept for to in ways[place]}
            kept = {place for place in kept & reached if ways[place] & kept}
        return {place: None for place in places if place in kept}

    def _ways(self, place: Place) -> set[Place]:
        """Everywhere else that any one act could lead, whatever else is so."""
        found: set[Place] = set()
        for act in (ACTS[kind] for kind in self.kinds):
            may: dict[str, set[Any]] = {kind: set() for kind in self.kinds}
            for rule, holds in self._answering(place, act):
                for kind, (value, _rule) in self.steps[rule.key].items():
                    may[kind].add(value)
                if holds and rule.key in self.stops:
                    break
            now = dict(zip(self.fields, place, strict=True))
            then = []
            for field, kind in zip(self.fields, [kind for kind in self.kinds if kind in CHANGES], strict=True):
                to = {bool(one) for one in may[kind]} if kind == "assignee" else may[kind]
                lost = {False} if kind == "assignee" and may.get("department") else set()
                then.append({now[field], *to, *lost})
            found.update(product(*then))
        return found - {place}

    def _answering(self, place: Place, act: Act) -> list[tuple[Rule, bool | None]]:
        """The rules that could hold there after this act, with True for those that do whatever else is so."""
        if (place, act) not in self.open:
            department = place[self.fields.index("department")] if "department" in self.fields else None
            here = self._facts(place, act)
            found = [(rule, self._surely(rule, here)) for rule in self.rules[act[0], department]]
            self.open[place, act] = [(rule, holds) for rule, holds in found if holds is not False]
        return self.open[place, act]

    def _surely(self, rule: Rule, here: Known) -> bool | None:
        key = (rule.key, *[here[fact] for fact in self.asked[rule.key]])
        if key not in self.sure:
            self.sure[key] = verdict(rule.tree, here)[0]
        return self.sure[key]

    def _facts(self, place: Place, act: Act) -> dict[Fact, Any]:
        happened: dict[Fact, Any] = {(field,): act[1] if act[0] == one else None for one, field in OCCASIONS.items()}
        return happened | {(field,): value for field, value in zip(self.fields, place, strict=True)}

    def _from(self, moment: Moment, core: Mapping[Place, None]) -> list[Rule]:
        """The cycle into which an act at a place leads, if any."""
        open_ = [moment]
        while open_ and self.left > 0:
            place, acts, known, before = open_.pop()
            again = next((at for at, one in enumerate(before) if one[:2] == (place, acts)), None)
            if again is not None:
                if any(one[0] != place for one in before[again:]):
                    return list({rule.key: rule for one in before[again:] for rule in one[2]}.values())
                continue
            for turn in self._turns(place, acts[0], known):
                later = tuple(dict.fromkeys((*acts[1:], *turn.acts)))
                if later and turn.place in core:
                    open_.append(Moment(turn.place, later, turn.known, (*before, (place, acts, turn.by))))
        return []

    def _turns(self, place: Place, act: Act, known: Known) -> Iterator[Turn]:
        """All that an act can lead to: what the rules ask beyond the place is supposed each way."""
        answering, here = self._answering(place, act), self._facts(place, act)
        open_: list[tuple[Known, int, Taken]] = [(known, 0, {})]
        while open_ and self.left > 0:
            known, at, taken = open_.pop()
            facts, unknown = {**known, **here}, None
            self.left -= 1 + len(facts) // 8
            while at < len(answering) and self.left > 0:
                self.left -= 1
                rule, holds = answering[at]
                stops, adds = rule.key in self.stops, self.steps[rule.key]
                if holds is None and (stops or adds.keys() - taken.keys()):
                    holds, unknown = verdict(rule.tree, facts)
                if unknown is not None:
                    break
                taken = adds | taken if holds else taken
                at = len(answering) if holds and stops else at + 1
            found = self._done(place, taken, known) if unknown is None else unknown
            if isinstance(found, Turn):
                yield found
                continue
            for choice in self._choices(found):
                open_.append(({**known, found: choice}, at, taken))

    def _choices(self, fact: Fact) -> tuple[Any, ...]:
        """What it could be, the likelier cause of a cycle last."""
        return (False, True) if len(fact) > 1 or fact == LETS_GO else tuple(dict.fromkeys(self.values[fact[0]]))

    def _done(self, place: Place, taken: Taken, known: Known) -> Turn | Fact:
        now = dict(zip(self.fields, place, strict=True))
        acts, by = list[Act](), list[Rule]()
        for kind in self.kinds:
            if kind not in taken:
                continue
            value, rule = taken[kind]
            field = CHANGES.get(kind)
            value = True if kind == "assignee" else value
            if field is not None and now[field] == value:
                continue
            if kind == "department" and now.get("assigned"):
                if LETS_GO not in known:
                    return LETS_GO
                now["assigned"] = not known[LETS_GO]
            if field is not None:
                now[field] = value
            acts.append(ACTS[kind])
            by.append(rule)
        return Turn(tuple(now.values()), tuple(acts), tuple(by), known)


def _only_in(rule: Rule) -> set[Any] | None:
    """The departments in which alone it can hold, as its outermost "all" says; None where it says nothing."""
    for leaf in rule.tree.get("all", ()):
        if leaf.get("field") == "department" and leaf.get("op") == "is":
            return set(leaf["value"])
    return None
