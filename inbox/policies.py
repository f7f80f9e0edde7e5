"""Who must approve a reply, and why: the policies of the organisation and three rules that always hold; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from inbox.conditions import Facts, Tree, holds, reasons

APPROVERS = ("agent", "lead")
"""The least roles that a step can ask for."""


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody of a department must approve: the least role that may."""

    department_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Policy:
    """When the tree holds, the steps must approve in order; `second_look`: another one after an approver's edit.

    `because` says why where no condition does: a rule asked for it.
    """

    pk: int
    name: str
    tree: Tree
    steps: tuple[Step, ...]
    second_look: bool = False
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A step that must approve this reply; without `policies` one of the rules that always hold asks for it."""

    step: Step
    policies: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    second_look: bool = False


type Reason = tuple[int, str, tuple[str, ...], bool]
"""Number and name of a policy (0 and nothing for a rule that always holds), why, and whether a second look is asked."""


def needs(policies: Sequence[Policy], facts: Facts) -> list[Need]:
    """Who must approve, in order; nothing when the reply may leave as it is.

    Equal steps are one. Each policy's own order is kept; between policies what comes first
    in the list comes first. A lead who looks anyway spares the department's agent, unless a
    policy asks for both.
    """
    asked: dict[Step, list[Reason]] = {}
    paths: list[Sequence[Step]] = []
    for policy in policies:
        if holds(policy.tree, facts):
            paths.append(policy.steps)
            because = (*policy.because, *reasons(policy.tree, facts))
            for step in policy.steps:
                asked.setdefault(step, []).append((policy.pk, policy.name, because, policy.second_look))
    always: list[Step] = []
    for step, why in _always(facts):
        always.append(_spared(step, asked))
        asked.setdefault(always[-1], []).append((0, "", (why,), False))
    order = _in_order([*([step] for step in always), *paths])
    return [_need(step, asked[step]) for step in order]


def may_send(facts: Facts) -> bool:
    """Whether the writer may send without being looked at, as far as rights go."""
    return bool(facts.get("may_send", facts.get("role") in APPROVERS))


def _always(facts: Facts) -> Iterator[tuple[Step, str]]:
    """What no policy can switch off. The lead comes first, so that they spare the agent."""
    department = facts["department"]
    name = {"department": _department(facts)}
    if facts.get("replies_need_lead"):
        yield Step(department, "lead"), _("Every reply of %(department)s needs its lead.") % name
    if facts.get("by_program"):
        yield Step(department, "agent"), _("A program wrote it, and a person answers for it.")
    elif not may_send(facts):
        yield Step(department, "agent"), _("Its writer may draft for %(department)s, and not send.") % name


def _spared(step: Step, asked: Mapping[Step, object]) -> Step:
    """The lead's step instead, where the department's lead must look anyway."""
    lead = Step(step.department_id, "lead")
    return lead if step not in asked and lead in asked else step


def _need(step: Step, asked: list[Reason]) -> Need:
    """However the policies were ordered that ask for the same, it reads the same."""
    asked = sorted(asked, key=lambda reason: reason[0])
    policies = [(pk, name) for pk, name, _because, _second in asked if pk]
    because = dict.fromkeys(sentence for _pk, _name, sentences, _second in asked for sentence in sentences)
    return Need(
        step,
        tuple(pk for pk, _name in policies),
        tuple(name for _pk, name in policies),
        tuple(because),
        any(second for *_rest, second in asked),
    )


def _in_order(paths: Iterable[Sequence[Step]]) -> list[Step]:
    """Every step once, as early as its own paths allow; where they contradict, the first path wins."""
    paths = list(paths)
    left = list(dict.fromkeys(step for path in paths for step in path))
    before: dict[Step, set[Step]] = {step: set() for step in left}
    for path in paths:
        for place, step in enumerate(path):
            before[step] |= set(path[:place]) - {step}
    order: list[Step] = []
    while left:
        ready = next((step for step in left if not before[step] - set(order)), left[0])
        left.remove(ready)
        order.append(ready)
    return order


def _department(facts: Facts) -> str:
    names: Mapping[str, Mapping[Any, str]] = facts.get("names", {})
    return names.get("department", {}).get(facts["department"], _("the department"))
