"""A rule's steps carried out as its own acts; what a person decided is left as they decided it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from accounts.actors import Actor, rule_actor
from accounts.errors import NotPossible, Refused
from accounts.models import Department, Event, Member
from inbox.actions.assign import assign
from inbox.actions.label import label
from inbox.actions.move import move
from inbox.actions.place import place
from inbox.actions.prioritise import prioritise
from inbox.actions.resolve import resolve
from inbox.models import Conversation, Label
from inbox.models.conversation import Status
from inbox.placing import lack_words
from routing.engine import Taken

PERSON = "person"
"""Why a step was left: a person had decided this."""
ORDER = ("department", "task_force", "priority", "label", "assignee", "sla_policy", "canned")
"""What is done first; the rest follows, and resolving comes last."""

type Carrier = Callable[[Conversation, Any, Actor], object]
type Decided = Collection[tuple[str, int | None]]


def _move(conversation: Conversation, value: Any, by: Actor) -> object:
    return move(conversation, to=Department.objects.get(pk=value), by=by)


def _assign(conversation: Conversation, value: Any, by: Actor) -> object:
    if conversation.assignee_id is not None:
        return conversation
    if value != "auto":
        return assign(conversation, to=Member.objects.get(pk=value), by=by)
    placed = place(conversation, by=by, department=conversation.department)
    if placed.assignee_id is None and placed.unplaced:
        says = _("Nobody of %(department)s could be given it: %(lack)s.")
        raise NotPossible(says % {"department": placed.department, "lack": lack_words(placed.unplaced)})
    return placed


def _prioritise(conversation: Conversation, value: Any, by: Actor) -> object:
    return prioritise(conversation, priority=value, by=by)


def _label(conversation: Conversation, value: Any, by: Actor) -> object:
    wanted = Label.objects.select_related("merged_into").get(pk=value)
    wanted = wanted.merged_into or wanted
    if wanted.department_id not in (None, conversation.department_id):
        raise NotPossible(_("The label “%(label)s” is another department’s.") % {"label": wanted})
    return label(conversation, name=wanted.name, by=by)


def _resolve(conversation: Conversation, value: Any, by: Actor) -> object:
    return resolve(conversation, outcome=value, by=by)


CARRIERS: dict[str, Carrier] = {
    "department": _move,
    "priority": _prioritise,
    "label": _label,
    "assignee": _assign,
    "resolve": _resolve,
}
"""How each kind of step is carried out. Other parts add theirs with their word in the vocabulary."""


def register(kind: str, carrier: Carrier) -> None:
    """Carry out another kind of step; raises ValueError where somebody does already."""
    if kind in CARRIERS:
        raise ValueError(f"The step {kind!r} is carried out already.")
    CARRIERS[kind] = carrier


_DECIDES = {
    "conversation.move": "department",
    "escalation.accept": "department",
    "conversation.take": "assignee",
    "conversation.assign": "assignee",
    "conversation.unassign": "assignee",
    "conversation.place": "assignee",
    "conversation.prioritise": "priority",
    "conversation.unlabel": "label",
    "conversation.resolve": "resolve",
    "conversation.reopen": "resolve",
}


def decided_by_people(conversation_ids: Collection[int]) -> dict[int, set[tuple[str, int | None]]]:
    """What people decided about each conversation: kinds of steps; of labels, which was taken off."""
    found: dict[int, set[tuple[str, int | None]]] = defaultdict(set)
    events = Event.objects.filter(conversation_id__in=conversation_ids, actor_kind="member", verb__in=_DECIDES)
    for conversation_id, verb, data in events.values_list("conversation_id", "verb", "data"):
        if conversation_id is not None and data.get("kind") != "ask":
            found[conversation_id].add((_DECIDES[verb], data.get("label")))
    return found


def carry_out(
    conversation: Conversation, steps: Collection[Taken], decided: Decided
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Do the steps; returns what was done and what was left, each with its rule, and the latter with why."""
    done: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    for taken in sorted(steps, key=_place):
        told = {"kind": taken.step.kind, "value": taken.step.value, "rule": taken.rule, "version": taken.version}
        why = _left_alone(conversation, taken, decided)
        if why:
            left.append({**told, "why": why})
            continue
        try:
            CARRIERS[taken.step.kind](conversation, taken.step.value, rule_actor(taken.rule, taken.version))
        except (Refused, ObjectDoesNotExist) as error:
            left.append({**told, "why": str(error)})
        else:
            done.append(told)
            conversation.refresh_from_db()
    return done, left


def _place(taken: Taken) -> int:
    kind = taken.step.kind
    if kind == "resolve":
        return len(ORDER) + 1
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _left_alone(conversation: Conversation, taken: Taken, decided: Decided) -> str:
    kind = taken.step.kind
    if kind == "label":
        return PERSON if ("label", taken.step.value) in decided else ""
    if kind == "resolve" and conversation.status == Status.RESOLVED:
        return _("It is resolved already.")
    kind = "department" if kind == "task_force" else kind
    return PERSON if any(kind == one for one, _value in decided) else ""
