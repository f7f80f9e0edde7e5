"""What rules would have done with conversations of the past, and two sets of rules compared; pure.

A conversation is played through from the department it came in to: each message in turn, with
the department that the rules had given it by then. People's acts are left out, since the
question is what the rules alone would do; where people took it is what this is judged by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from routing.engine import RuleSet, decide
from routing.rules import ADDITIVE, STOP, Facts, Rule

DEPARTMENT = "department"
SIDES = ("old", "new")


@dataclass(frozen=True, slots=True)
class Overruled:
    """A rule held, and had nothing to say: the rule `by` had done the same or another thing, or stopped."""

    rule: int
    by: int
    how: str
    """"same", "other" (they contradict each other) or "stop"."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where rules take one conversation, and by which of its messages.

    `rule` gave the department, None where none did; `held` are all that held for any message,
    `took` those of them that did something.
    """

    department: int
    rule: int | None = None
    message: int | None = None
    held: tuple[int, ...] = ()
    took: tuple[int, ...] = ()
    overruled: tuple[Overruled, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as two sets of rules would have it, and as people did.

    `stands` is where people handled it, None where nobody has; `corrected` where they said it belongs.
    """

    conversation: int
    stands: int | None
    corrected: int | None
    old: Outcome
    new: Outcome

    @property
    def moves(self) -> bool:
        """Whether the new rules take it elsewhere than the old ones."""
        return self.old.department != self.new.department

    @property
    def belongs(self) -> int | None:
        """Where people say that it belongs, as far as they have said anything."""
        return self.stands if self.corrected is None else self.corrected


@dataclass(slots=True)
class Agreement:
    """Of how many that people judged, the rules would have said the same."""

    agreed: int = 0
    judged: int = 0

    def count(self, said: int, people: int | None) -> None:
        """Add one conversation; one that nobody judged counts for nothing."""
        if people is not None:
            self.judged += 1
            self.agreed += said == people


@dataclass(slots=True)
class Side:
    """What one set of rules would have done."""

    matched: int = 0
    """Conversations for which any rule held."""
    undecided: int = 0
    """Those to which no rule gave a department."""
    handled: Agreement = field(default_factory=Agreement)
    corrected: Agreement = field(default_factory=Agreement)
    by_rule: Counter[int] = field(default_factory=Counter)

    def count(self, outcome: Outcome, row: Row) -> None:
        """Add one conversation."""
        self.matched += bool(outcome.held)
        self.undecided += outcome.rule is None
        self.handled.count(outcome.department, row.stands)
        self.corrected.count(outcome.department, row.corrected)
        self.by_rule.update(outcome.held)


@dataclass(slots=True)
class Figures:
    """All numbers of a rehearsal; `matrix` counts conversations by where the old and the new rules take them."""

    conversations: int = 0
    moved: int = 0
    old: Side = field(default_factory=Side)
    new: Side = field(default_factory=Side)
    matrix: Counter[tuple[int, int]] = field(default_factory=Counter)

    def count(self, row: Row) -> None:
        """Add one conversation."""
        self.conversations += 1
        self.moved += row.moves
        self.old.count(row.old, row)
        self.new.count(row.new, row)
        self.matrix[row.old.department, row.new.department] += 1


def figures(rows: Iterable[Row]) -> Figures:
    """The numbers of these conversations."""
    found = Figures()
    for row in rows:
        found.count(row)
    return found


def play(heard: Sequence[tuple[int, Facts]], rules: RuleSet, loose: RuleSet, came: int) -> Outcome:
    """What the rules do with one conversation: its messages by number with their facts, in order.

    `loose` are the same rules with none that stops: what else would have held is asked of them.
    """
    department, rule, message = came, None, None
    held: dict[int, None] = {}
    took: dict[int, None] = {}
    overruled: dict[Overruled, None] = {}
    for pk, facts in heard:
        asked = {**facts, DEPARTMENT: department}
        decided = decide(asked, rules)
        held.update(dict.fromkeys(decided.held))
        for taken in decided.steps:
            if taken.step.kind == DEPARTMENT:
                department, rule, message = taken.step.value, taken.rule, pk
        every = decided.held if loose is rules else decide(asked, loose).held
        weighed = weigh([rules.named[key] for key in every])
        took.update(dict.fromkeys(weighed[0]))
        overruled.update(dict.fromkeys(weighed[1]))
    return Outcome(department, rule, message, tuple(held), tuple(took), tuple(overruled))


def weigh(held: Sequence[Rule]) -> tuple[list[int], list[Overruled]]:
    """Of rules that hold for one message, in order: which do something, and which are left nothing, by whom."""
    done: dict[str, tuple[int, Any]] = {}
    took: list[int] = []
    overruled: list[Overruled] = []
    stopped: int | None = None
    for rule in held:
        if stopped is not None:
            overruled.append(Overruled(rule.key, stopped, "stop"))
            continue
        steps = [step for step in rule.steps if step.kind != STOP]
        free = [step for step in steps if step.kind in ADDITIVE or step.kind not in done]
        for step in steps:
            if step not in free:
                by, value = done[step.kind]
                overruled.append(Overruled(rule.key, by, "same" if value == step.value else "other"))
        done |= {step.kind: (rule.key, step.value) for step in free}
        if free or len(steps) < len(rule.steps):
            took.append(rule.key)
        if len(steps) < len(rule.steps):
            stopped = rule.key
    return took, overruled
