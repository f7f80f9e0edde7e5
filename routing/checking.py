"""Whether a rule makes sense, before it is kept: its trigger, conditions and steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from inbox.conditions import check_leaf
from routing.cycles import cycle_among
from routing.rules import ADDITIVE, GROUPS, STOP, Rule, Step, leaves
from routing.vocabulary import STEPS, TRIGGERS, Named
from routing.waiting import WAITS, minutes_of

DEEPEST, MOST_LEAVES, MOST_STEPS = 4, 60, 20
"""Groups within groups; conditions of a rule; steps of a rule."""
NAMED = Named()
SUBMITTED, APPROVAL = "submitted", "approval"
"""A reply that is submitted can be looked at, and nothing else be done; nothing else can be looked at."""


def check_trigger(trigger: object) -> str:
    """The trigger; raises ValueError with a whole sentence for one that does not exist."""
    if not isinstance(trigger, str) or trigger not in TRIGGERS:
        raise ValueError(_("“%(trigger)s” is nothing that rules answer to.") % {"trigger": trigger})
    return trigger


def check_tree(tree: object) -> dict[str, Any]:
    """The conditions, tidied; an empty "all" always holds. Raises ValueError with a whole sentence."""
    if tree == {"all": []}:
        return {"all": []}
    checked = _group(tree, depth=1)
    if sum(1 for _leaf in leaves(checked)) > MOST_LEAVES:
        raise ValueError(_("There are more than %(most)d conditions.") % {"most": MOST_LEAVES})
    return checked


def check_time(trigger: str, tree: Mapping[str, Any]) -> None:
    """A rule that time pulls says after how many minutes; raises ValueError with a whole sentence."""
    if trigger in WAITS and minutes_of(trigger, tree) is None:
        raise ValueError(
            _("Say after how many minutes it is asked: “%(field)s” at least a number, in the outermost group “all”.")
            % {"field": NAMED[WAITS[trigger]].label}
        )


def check_steps(steps: Sequence[Step]) -> list[Step]:
    """The steps, each kind once unless there may be several; raises ValueError with a whole sentence."""
    if not 1 <= len(steps) <= MOST_STEPS:
        raise ValueError(_("Say what the rule does: between 1 and %(most)d steps.") % {"most": MOST_STEPS})
    checked = [_step(step) for step in steps]
    single = [step.kind for step in checked if step.kind not in ADDITIVE]
    if len(set(single)) < len(single):
        raise ValueError(_("A rule does each thing once."))
    return checked


def check_fit(trigger: str, steps: Sequence[Step]) -> None:
    """Steps that can be taken when that happens; raises ValueError with a whole sentence."""
    kinds = {step.kind for step in steps} - {STOP}
    if trigger == SUBMITTED and kinds - {APPROVAL}:
        raise ValueError(_("A reply that is submitted can be looked at by an approval policy, and nothing else."))
    if trigger != SUBMITTED and APPROVAL in kinds:
        raise ValueError(_("Approval policies look at replies: let the rule answer when a reply is submitted."))


def check_rest(rules: Sequence[Rule]) -> None:
    """They come to rest; raises ValueError, naming them, for rules that could set one another off for ever."""
    cycle = cycle_among(rules)
    if cycle:
        names = " → ".join(f"“{rule.name}”" for rule in [*cycle, cycle[0]])
        raise ValueError(_("These rules could set one another off for ever: %(rules)s.") % {"rules": names})


def _step(step: Step) -> Step:
    field = STEPS.get(step.kind)
    if field is None:
        raise ValueError(_("“%(kind)s” is nothing that a rule can do.") % {"kind": step.kind})
    if step.kind == STOP:
        return Step(STOP)
    choices = [choice for choice, _label in field.choices]
    row = isinstance(step.value, int) and not isinstance(step.value, bool) and step.value > 0
    if step.value in choices or (field.of and row):
        return step
    raise ValueError(_("“%(value)s” can't be chosen for “%(step)s”.") % {"value": step.value, "step": field.label})


def _group(tree: object, depth: int) -> dict[str, Any]:
    if isinstance(tree, Mapping) and "field" in tree and depth > 1:
        return check_leaf(tree, NAMED)
    if not isinstance(tree, Mapping) or len(tree) != 1 or next(iter(tree)) not in GROUPS:
        raise ValueError(_("Conditions stand in a group: all, any or none of them."))
    if depth > DEEPEST:
        raise ValueError(_("Groups stand in groups at most %(deepest)d deep.") % {"deepest": DEEPEST})
    word, members = next(iter(tree.items()))
    if not isinstance(members, list | tuple) or not members:
        raise ValueError(_("A group needs at least one condition."))
    if len(members) > MOST_LEAVES:
        raise ValueError(_("There are more than %(most)d conditions.") % {"most": MOST_LEAVES})
    return {word: [_group(one, depth + 1) for one in members]}
