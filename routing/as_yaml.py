"""Rules and word lists as one YAML text for review in git, and back: names instead of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
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
from routing.actions._together import one_version
from routing.models import Rule, WordList
from routing.named import ROWS
from routing.rules import Step, Tree, split
from routing.stored_rules import steps_of
from routing.vocabulary import STEPS, field_named
from routing.yaml_rules import LIST_OPS, ListText, RuleText, tree_of, written
from routing.yaml_rules import steps_of as steps_read
from routing.yaml_text import UnreadableError

_NAMES = {
    **ROWS,
    "department": (Department, "slug"),
    "channel": (Channel, "handle"),
    "member": (Member, "email"),
    "task_force": (TaskForce, "department__slug"),
}
"""Of these, what stays the same when they are called otherwise."""


class _WrittenOut(yaml.SafeDumper):
    """Nothing stands for something else."""

    def ignore_aliases(self, data: object) -> bool:
        """Each is written where it stands."""
        return True


def exported() -> str:
    """All standing rules in order and all lists."""
    words = [
        {"name": one.name, "kind": one.kind, "topic": one.is_topic, "words": one.words}
        for one in WordList.objects.filter(archived_at=None)
    ]
    ruled = [
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
    whole = {"lists": words, "rules": ruled}
    return yaml.dump(whole, Dumper=_WrittenOut, allow_unicode=True, sort_keys=False, width=110)


@transaction.atomic
def take_in(text: str, *, by: Actor) -> list[Rule]:
    """Make or change every list and rule of a text by its name; new rules are drafts, what it does not name stays.

    All or nothing, and one new version of the whole; raises NotPossible with a whole sentence
    that names the place.
    """
    try:
        listed, ruled = written(text)
        with one_version():
            _take_lists(listed, by)
            return _take_rules(ruled, by)
    except UnreadableError as error:
        raise NotPossible(str(error)) from error


def _take_lists(listed: list[ListText], by: Actor) -> None:
    known = {one.name.lower(): one for one in WordList.objects.filter(archived_at=None)}
    for one in listed:
        with _place(one.line, _("the list “%(name)s”") % {"name": one.name}):
            found = known.get(one.name.lower())
            if found is None:
                made = lists.create(name=one.name, kind=one.kind, words=one.words, is_topic=one.is_topic, by=by)
                known[made.name.lower()] = made
            else:
                lists.change(found, name=one.name, words=one.words, is_topic=one.is_topic, by=by)


def _take_rules(ruled: list[RuleText], by: Actor) -> list[Rule]:
    known = {one.name.lower(): one for one in Rule.objects.standing()}
    number, taken = cache(_to_number), []
    for one in ruled:
        with _place(one.line, _("the rule “%(name)s”") % {"name": one.name}):
            given: dict[str, Any] = {
                "name": one.name,
                "group": one.group,
                "trigger": one.trigger,
                "tree": tree_of(one.tree, number),
                "steps": steps_read(one.steps, number),
                "by": by,
            }
            found = known.get(one.name.lower())
            taken.append(rules.create(**given) if found is None else rules.change(found, **given))
            known[taken[-1].name.lower()] = taken[-1]
    return taken


@contextmanager
def _place(line: int, what: str) -> Iterator[None]:
    """What is refused within says where it stands."""
    try:
        yield
    except NotPossible as error:
        where = {"line": line, "what": what, "sentence": error}
        raise NotPossible(_("Line %(line)d, %(what)s: %(sentence)s") % where) from error


def _tree(tree: Tree, told: Callable[[str, Any], Any]) -> dict[str, Any]:
    if "field" in tree:
        field = field_named(tree["field"])
        of = "list" if tree["op"] in LIST_OPS else field.of if field else ""
        value = tree["value"]
        return {**tree, "value": [told(of, one) for one in value] if isinstance(value, list) else value}
    word, members = split(tree)
    return {word: [_tree(one, told) for one in members]}


def _step_value(step: Step, told: Callable[[str, Any], Any]) -> Any:
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


def _to_number(of: str, name: str) -> int:
    model, column = _NAMES[of]
    found = list(model.objects.filter(**{column: name}).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise ValueError(_("“%(name)s” is not the name of exactly one %(of)s here.") % {"name": name, "of": of})
    number: int = found[0]
    return number
