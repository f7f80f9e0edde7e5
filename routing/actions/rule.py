"""Rules: written, changed, ordered, switched on and off, and put away by administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from routing.actions._set import one_at_a_time, refuse_unknown, refuse_unready
from routing.actions._together import follow
from routing.checking import check_fit, check_steps, check_time, check_tree, check_trigger
from routing.models import Rule, RuleState, RuleVersion
from routing.models.rule import RULE_NAME_LENGTH
from routing.rules import Step
from routing.stored_rules import stored_steps

GROUP_LENGTH = 80


@transaction.atomic
def create(
    *,
    name: str,
    trigger: str,
    tree: object,
    steps: Sequence[Step],
    by: Actor,
    group: str = "",
    token: UUID | None = None,
) -> Rule:
    """A new rule, a draft after all others; it decides nothing before it is activated.

    Asked twice for the same with one `token`, it is made once. Raises NotPossible with a whole
    sentence for what makes no sense.
    """
    require(by, "rule.create")
    one_at_a_time()
    last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
    rule = Rule(position=last + 1)
    _fill(rule, (name, group), trigger, tree, steps)
    made = Rule.objects.filter(token=token).first() if token else None
    if made is not None and content(made) == content(rule):
        return made
    rule.token = token if made is None else None
    _save(rule)
    _keep_version(rule, by)
    record("rule.create", rule, by=by, version=rule.number)
    return rule


@transaction.atomic
def change(
    rule: Rule,
    *,
    name: str,
    trigger: str,
    tree: object,
    steps: Sequence[Step],
    by: Actor,
    group: str = "",
    seen: int | None = None,
) -> Rule:
    """Let it read otherwise; an active one decides so from now on. How it read before is kept as a version.

    `seen` is the version that was changed, if that matters: raises NotPossible when there is a newer one.
    """
    require(by, "rule.change", rule)
    rule = _standing(rule)
    if seen is not None:
        _refuse_newer(rule, seen)
    before = content(rule)
    _fill(rule, (name, group), trigger, tree, steps)
    changed = changed_fields(before, content(rule))
    if not changed:
        return rule
    rule.number += 1
    _save(rule)
    _keep_version(rule, by)
    _follow(rule)
    record("rule.change", rule, by=by, version=rule.number, fields=changed)
    return rule


@transaction.atomic
def move(rule: Rule, *, place: int, by: Actor) -> Rule:
    """Put it at a place of the list, 1 being the first: earlier rules are considered first."""
    require(by, "rule.move", rule)
    rule = _standing(rule)
    others = list(Rule.objects.standing().exclude(pk=rule.pk))
    if not 1 <= place <= len(others) + 1:
        raise NotPossible(_("The list has no such place."))
    others.insert(place - 1, rule)
    displaced = [(each, at) for at, each in enumerate(others, 1) if each.position != at]
    if not displaced:
        return rule
    for each, at in displaced:
        each.position = at
    Rule.objects.bulk_update([each for each, _at in displaced], ["position"], batch_size=1000)
    _follow(rule)
    record("rule.move", rule, by=by, place=place)
    return rule


@transaction.atomic
def activate(rule: Rule, *, by: Actor) -> Rule:
    """Let it decide from the next message on; raises NotPossible where rules would set one another off for ever."""
    require(by, "rule.activate", rule)
    rule = _standing(rule)
    if rule.state == RuleState.ACTIVE:
        raise NotPossible(_("“%(rule)s” is on already.") % {"rule": rule})
    refuse_unknown(rule.tree, [Step(step["kind"], step["value"]) for step in rule.steps])
    return _become(rule, RuleState.ACTIVE, "rule.activate", by)


@transaction.atomic
def pause(rule: Rule, *, by: Actor) -> Rule:
    """Let it decide nothing until it is on again."""
    require(by, "rule.pause", rule)
    rule = _standing(rule)
    if rule.state != RuleState.ACTIVE:
        raise NotPossible(_("“%(rule)s” is off already.") % {"rule": rule})
    return _become(rule, RuleState.PAUSED, "rule.pause", by)


@transaction.atomic
def archive(rule: Rule, *, by: Actor) -> Rule:
    """Put it away for good; what it decided stays explained, and its versions can be read."""
    require(by, "rule.archive", rule)
    rule = _standing(rule)
    return _become(rule, RuleState.ARCHIVED, "rule.archive", by)


def content(row: Rule | RuleVersion) -> Mapping[str, Any]:
    """What makes a rule read as it does."""
    return {field: getattr(row, field) for field in ("name", "group", "trigger", "tree", "steps")}


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """In what two versions differ."""
    return sorted(field for field, value in after.items() if before[field] != value)


def _become(rule: Rule, state: RuleState, verb: str, by: Actor) -> Rule:
    was_active = rule.state == RuleState.ACTIVE
    rule.state = state
    rule.save(update_fields=["state"])
    if state == RuleState.ACTIVE:
        refuse_unready(rule)
    if was_active or state == RuleState.ACTIVE:
        follow()
    record(verb, rule, by=by, version=rule.number)
    return rule


def _follow(rule: Rule) -> None:
    if rule.state == RuleState.ACTIVE:
        refuse_unready(rule)
        follow()


def _standing(rule: Rule) -> Rule:
    """The row, ours until the transaction ends; raises NotPossible when it was archived."""
    one_at_a_time()
    locked: Rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if locked.state == RuleState.ARCHIVED:
        raise NotPossible(_("“%(rule)s” was archived.") % {"rule": locked})
    return locked


def _refuse_newer(rule: Rule, seen: int) -> None:
    if rule.number == seen:
        return
    newest = rule.versions.select_related("by").first()
    who = newest.by if newest is not None and newest.by is not None else _("Somebody")
    raise NotPossible(
        _(
            "%(who)s changed “%(rule)s” meanwhile: it is at version %(number)d now. What you typed is still here. "
            "Compare it with the history, and save again if yours is to stand."
        )
        % {"who": who, "rule": rule, "number": rule.number}
    )


def _fill(rule: Rule, names: tuple[str, str], trigger: str, tree: object, steps: Sequence[Step]) -> None:
    name, group = (" ".join(text.split()) for text in names)
    if not name:
        raise NotPossible(_("Give the rule a name."))
    if len(name) > RULE_NAME_LENGTH:
        raise NotPossible(_("A name has at most %(most)d characters.") % {"most": RULE_NAME_LENGTH})
    if len(group) > GROUP_LENGTH:
        raise NotPossible(_("The name of a group has at most %(most)d characters.") % {"most": GROUP_LENGTH})
    try:
        trigger, checked, done = check_trigger(trigger), check_tree(tree), check_steps(steps)
        check_time(trigger, checked)
        check_fit(trigger, done)
    except ValueError as error:
        raise NotPossible(str(error)) from error
    refuse_unknown(checked, done)
    rule.name, rule.group, rule.trigger, rule.tree = name, group, trigger, checked
    rule.steps = stored_steps(done)


def _save(rule: Rule) -> None:
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise NotPossible(_("There is a rule named “%(name)s” already.") % {"name": rule.name}) from error


def _keep_version(rule: Rule, by: Actor) -> None:
    RuleVersion.objects.create(
        rule=rule,
        number=rule.number,
        by=by if isinstance(by, Member) else None,
        at=timezone.now(),
        **content(rule),
    )
