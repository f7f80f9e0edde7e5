"""Approval policies: made, changed, ordered, switched on and off, and put away by administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.conditions import FIELDS, Tree, check, leaves
from inbox.models import ApprovalPolicy, Channel, Label, PolicyVersion
from inbox.models.policy import POLICY_NAME_LENGTH
from inbox.policies import APPROVERS, Step

MOST_STEPS = 5


@transaction.atomic
def create(
    *,
    name: str,
    tree: object,
    steps: Sequence[Step],
    by: Actor,
    second_look: bool = False,
    on_request: bool = False,
) -> ApprovalPolicy:
    """A new policy, on from now, after all others; replies that wait already are looked at when they move on.

    With `on_request` it has no conditions and asks only where a rule says so. Raises NotPossible
    with a whole sentence for conditions or steps that make no sense.
    """
    require(by, "policy.create")
    _one_at_a_time()
    last = ApprovalPolicy.objects.aggregate(last=Max("position"))["last"] or 0
    policy = ApprovalPolicy(position=last + 1, on_request=on_request)
    _fill(policy, name, tree, steps, second_look=second_look)
    _save(policy)
    _keep_version(policy, by)
    record("policy.create", policy, by=by, version=policy.number)
    return policy


@transaction.atomic
def change(
    policy: ApprovalPolicy,
    *,
    name: str,
    tree: object,
    steps: Sequence[Step],
    by: Actor,
    second_look: bool = False,
    on_request: bool = False,
) -> ApprovalPolicy:
    """Another name, other conditions or approvers from now on; how it read before is kept as a version."""
    policy = _standing(policy)
    require(by, "policy.change", policy)
    before = _content(policy)
    policy.on_request = on_request
    _fill(policy, name, tree, steps, second_look=second_look)
    changed = sorted(field for field, value in _content(policy).items() if before[field] != value)
    if not changed:
        return policy
    policy.number += 1
    _save(policy)
    _keep_version(policy, by)
    record("policy.change", policy, by=by, version=policy.number, fields=changed)
    return policy


@transaction.atomic
def move(policy: ApprovalPolicy, *, place: int, by: Actor) -> ApprovalPolicy:
    """Put it at a place of the list, 1 being the first: earlier policies are asked first."""
    require(by, "policy.move", policy)
    _one_at_a_time()
    policy = _standing(policy)
    others = list(ApprovalPolicy.objects.select_for_update().standing().exclude(pk=policy.pk))
    if not 1 <= place <= len(others) + 1:
        raise NotPossible(_("The list has no such place."))
    others.insert(place - 1, policy)
    if policy.position == place and all(each.position == at for at, each in enumerate(others, 1)):
        return policy
    for at, each in enumerate(others, 1):
        each.position = at
    ApprovalPolicy.objects.bulk_update(others, ["position"])
    record("policy.move", policy, by=by, place=place)
    return policy


@transaction.atomic
def activate(policy: ApprovalPolicy, *, by: Actor) -> ApprovalPolicy:
    """Let it decide again; raises NotPossible where a department that it asks is archived by now."""
    policy = _standing(policy)
    require(by, "policy.activate", policy)
    if policy.is_active:
        raise NotPossible(_("“%(policy)s” is on already.") % {"policy": policy})
    _refuse_nobody([Step(step["department"], step["role"]) for step in policy.steps])
    policy.is_active = True
    policy.save(update_fields=["is_active"])
    record("policy.activate", policy, by=by, version=policy.number)
    return policy


@transaction.atomic
def pause(policy: ApprovalPolicy, *, by: Actor) -> ApprovalPolicy:
    """Let it decide nothing until it is on again."""
    policy = _standing(policy)
    require(by, "policy.pause", policy)
    if not policy.is_active:
        raise NotPossible(_("“%(policy)s” is off already.") % {"policy": policy})
    policy.is_active = False
    policy.save(update_fields=["is_active"])
    record("policy.pause", policy, by=by, version=policy.number)
    return policy


@transaction.atomic
def archive(policy: ApprovalPolicy, *, by: Actor) -> ApprovalPolicy:
    """Put it away for good; what it asked for stays in the history, and its versions can be read."""
    policy = _standing(policy)
    require(by, "policy.archive", policy)
    policy.archived_at, policy.is_active = timezone.now(), False
    policy.save(update_fields=["archived_at", "is_active"])
    record("policy.archive", policy, by=by, version=policy.number)
    return policy


def _one_at_a_time() -> None:
    """The order of the list is changed by one at a time, also while it is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbox.policy.order'))")


def _standing(policy: ApprovalPolicy) -> ApprovalPolicy:
    """The row, locked; raises NotPossible when it was archived."""
    locked: ApprovalPolicy = ApprovalPolicy.objects.select_for_update().get(pk=policy.pk)
    if locked.archived_at is not None:
        raise NotPossible(_("“%(policy)s” was archived.") % {"policy": locked})
    return locked


def _fill(policy: ApprovalPolicy, name: str, tree: object, steps: Sequence[Step], *, second_look: bool) -> None:
    name = " ".join(name.split())
    if not name:
        raise NotPossible(_("Give the policy a name."))
    if len(name) > POLICY_NAME_LENGTH:
        raise NotPossible(_("A name has at most %(most)d characters.") % {"most": POLICY_NAME_LENGTH})
    try:
        checked = {"all": []} if policy.on_request else check(tree)
    except ValueError as error:
        raise NotPossible(str(error)) from error
    _refuse_unknown(checked)
    if not 1 <= len(steps) <= MOST_STEPS:
        raise NotPossible(_("Say who must approve: between 1 and %(most)d steps.") % {"most": MOST_STEPS})
    if len(set(steps)) < len(steps) or any(step.role not in APPROVERS for step in steps):
        raise NotPossible(_("Each step names another department or role, an agent or a lead."))
    _refuse_nobody(steps)
    policy.name, policy.tree, policy.second_look = name, checked, second_look
    policy.steps = [{"department": step.department_id, "role": step.role} for step in steps]


def _refuse_unknown(tree: Tree) -> None:
    """What conditions name by number must exist."""
    for leaf in leaves(tree):
        rows = _rows(FIELDS[leaf["field"]].of)
        if rows is None:
            continue
        missing = set(leaf["value"]) - set(rows.objects.filter(pk__in=leaf["value"]).values_list("pk", flat=True))
        if missing:
            says = _("%(field)s: %(number)d does not exist.")
            raise NotPossible(says % {"field": FIELDS[leaf["field"]].label, "number": min(missing)})


def _rows(of: str) -> Any:
    return {"department": Department, "channel": Channel, "member": Member, "label": Label}.get(of)


def _refuse_nobody(steps: Sequence[Step]) -> None:
    """Nobody could approve for a department that is archived."""
    known = Department.objects.in_bulk([step.department_id for step in steps])
    for step in steps:
        department = known.get(step.department_id)
        if department is None:
            raise NotPossible(_("A department that must approve does not exist."))
        if not department.is_active:
            raise NotPossible(_("%(department)s is archived.") % {"department": department})


def _content(policy: ApprovalPolicy) -> Mapping[str, Any]:
    return {field: getattr(policy, field) for field in ("name", "tree", "steps", "second_look", "on_request")}


def _save(policy: ApprovalPolicy) -> None:
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as error:
        raise NotPossible(_("There is a policy named “%(name)s” already.") % {"name": policy.name}) from error


def _keep_version(policy: ApprovalPolicy, by: Actor) -> None:
    PolicyVersion.objects.create(
        policy=policy,
        number=policy.number,
        by=by if isinstance(by, Member) else None,
        at=timezone.now(),
        **_content(policy),
    )
