"""Rules and word lists as one YAML text for review in git, and back: names instead of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.models import Department, Member
from inbox.models import Channel, TaskForce
from routing.actions import rule as rules
from routing.actions import word_list as lists
from routing.models import Rule, WordList
from routing.named import ROWS
from routing.rules import Step, Tree, split
from routing.stored_rules import steps_of
from routing.vocabulary import STEPS, field_named

_NAMES = {
    **ROWS,
    "department": (Department, "slug"),
    "channel": (Channel, "handle"),
    "member": (Member, "email"),
    "task_force": (TaskForce, "department__slug"),
}
"""Of these, what stays the same when they are called otherwise."""
_LIST_OPS = ("says_list", "listed", "not_listed")


def exported() -> str:
    """All standing rules in order and all lists."""
    words = [
        {"name": one.name, "kind": one.kind, "topic": one.is_topic, "words": one.words}
        for one in WordList.objects.filter(archived_at=None)
    ]
    written = [
        {
            "name": one.name,
            "group": one.group,
            "state": str(one.state),
            "when": one.trigger,
            "if": _tree(one.tree, _to_name),
            "do": [{step.kind: _step_value(step, _to_name)} for step in steps_of(one.steps)],
        }
        for one in Rule.objects.standing()
    ]
    return yaml.safe_dump({"lists": words, "rules": written}, allow_unicode=True, sort_keys=False, width=110)


@transaction.atomic
def take_in(text: str, *, by: Actor) -> list[Rule]:
    """Make or change every list and rule of a text by its name; new rules are drafts, what it does not name stays.

    All or nothing; raises NotPossible with a whole sentence.
    """
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise NotPossible(_("This is no YAML that can be read: %(error)s") % {"error": error}) from error
    if not isinstance(read, Mapping):
        raise NotPossible(_("The text has neither lists nor rules."))
    try:
        for one in read.get("lists") or ():
            _take_list(one, by)
        return [_take_rule(one, by) for one in read.get("rules") or ()]
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise NotPossible(_("Something is missing or misplaced: %(error)s") % {"error": error}) from error


def _take_list(one: Mapping[str, Any], by: Actor) -> None:
    known = WordList.objects.filter(name__iexact=one["name"], archived_at=None).first()
    words, topic = [str(word) for word in one["words"]], bool(one.get("topic"))
    if known is None:
        lists.create(name=one["name"], kind=one.get("kind", "words"), words=words, is_topic=topic, by=by)
    else:
        lists.change(known, name=one["name"], words=words, is_topic=topic, by=by)


def _take_rule(one: Mapping[str, Any], by: Actor) -> Rule:
    steps = [
        Step(kind, _step_value(Step(kind, value), _to_number)) for each in one["do"] for kind, value in each.items()
    ]
    given: dict[str, Any] = {
        "name": one["name"],
        "group": one.get("group", ""),
        "trigger": one["when"],
        "tree": _tree(one["if"], _to_number),
        "steps": steps,
        "by": by,
    }
    known = Rule.objects.standing().filter(name__iexact=one["name"]).first()
    return rules.create(**given) if known is None else rules.change(known, **given)


def _tree(tree: Tree, told: Any) -> dict[str, Any]:
    if "field" in tree:
        field = field_named(tree["field"])
        of = "list" if tree["op"] in _LIST_OPS else field.of if field else ""
        value = tree["value"]
        return {**tree, "value": [told(of, one) for one in value] if isinstance(value, list) else value}
    word, members = split(tree)
    return {word: [_tree(one, told) for one in members]}


def _step_value(step: Step, told: Any) -> Any:
    field = STEPS.get(step.kind)
    if field is None or step.value is None or step.value in [choice for choice, _label in field.choices]:
        return step.value
    return told(field.of, step.value)


def _to_name(of: str, value: Any) -> Any:
    if of not in _NAMES or not isinstance(value, int):
        return value
    model, name = _NAMES[of]
    found = model.objects.filter(pk=value).values_list(name, flat=True).first()
    alone = found is not None and model.objects.filter(**{name: found}).count() == 1
    return found if alone else value


def _to_number(of: str, value: Any) -> Any:
    if of not in _NAMES or not isinstance(value, str):
        return value
    model, name = _NAMES[of]
    found = list(model.objects.filter(**{name: value}).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise NotPossible(_("“%(name)s” is not the name of exactly one %(of)s here.") % {"name": value, "of": of})
    return found[0]
