"""A crisis of a task force: while it is on, what it is about goes through its hands."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import TASK_FORCE, Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Role
from inbox.actions import policy as policies
from inbox.actions._forces import force_row
from inbox.actions._passing import pass_on_steps
from inbox.actions.hold import hold, release
from inbox.feeds import concerns, found_by
from inbox.models import Conversation, Delivery, ReviewStep, TaskForce
from inbox.models.delivery import DeliveryState
from inbox.models.policy import POLICY_NAME_LENGTH
from inbox.policies import Step


@transaction.atomic
def declare_crisis(task_force: TaskForce, *, by: Actor) -> TaskForce:
    """From now on: replies in what it is about need its approval, and those set to leave later are held.

    A policy that belongs to the crisis asks for the approval, as policies do; administrators
    can't switch it off beside it. Raises NotPossible for what has no urgency, and twice.
    """
    row = force_row(task_force, "task_force.declare_crisis", by=by)
    if not row.is_urgent:
        raise NotPossible(_("Only a task force can have a crisis; %(name)s has no urgency.") % {"name": row})
    if row.crisis_since is not None:
        raise NotPossible(_("The crisis of %(name)s is on already.") % {"name": row})
    row.policy = policies.create(
        name=_policy_name(row),
        tree={"all": [{"field": "crises", "op": "has_any", "value": [row.department_id]}]},
        steps=[Step(row.department_id, Role.AGENT.value)],
        by=TASK_FORCE,
    )
    row.crisis_since = timezone.now()
    row.save(update_fields=["crisis_since", "policy"])
    held = _hold_all(row)
    record("task_force.declare_crisis", row, by=by, policy=row.policy.pk, held=held)
    return row


@transaction.atomic
def end_crisis(task_force: TaskForce, *, by: Actor) -> TaskForce:
    """As it was before: its policy is put away, held replies have their minutes back, others decide on drafts."""
    row = force_row(task_force, "task_force.end_crisis", by=by)
    if row.crisis_since is None or row.policy is None:
        raise NotPossible(_("No crisis of %(name)s is on.") % {"name": row})
    policy, since = row.policy, row.crisis_since
    row.policy, row.crisis_since = None, None
    row.save(update_fields=["policy", "crisis_since"])
    policies.archive(policy, by=TASK_FORCE)
    held = list(Delivery.objects.filter(held_by=row).select_related("conversation").order_by("conversation_id", "pk"))
    for delivery in held:
        release(delivery)
    _let_others_decide(row)
    record("task_force.end_crisis", row, by=by, policy=policy.pk, since=since.isoformat(), released=len(held))
    return row


def follow_feed(row: TaskForce, *, by: Actor = TASK_FORCE) -> None:
    """It looks for something else: hold what concerns it now, let go what does not any more."""
    _hold_all(row)
    held = Delivery.objects.filter(held_by=row).select_related("conversation").order_by("conversation_id", "pk")
    for delivery in held:
        if not concerns(row, delivery.conversation):
            release(delivery, by=by)


def _policy_name(row: TaskForce) -> str:
    """What stands as the reason of an approval; the number keeps it apart from names that people give."""
    return (_("Crisis %(number)d: %(name)s") % {"number": row.pk, "name": row})[:POLICY_NAME_LENGTH]


def _hold_all(row: TaskForce) -> int:
    """What is to leave later, anywhere, in conversations that it is about."""
    waits = Delivery.objects.filter(state=DeliveryState.QUEUED, scheduled_for__isnull=False, held_by=None)
    rows = list(waits.select_related("conversation").order_by("conversation_id", "pk"))
    about = found_by(row, {one.conversation_id for one in rows})
    mine = [x for x in rows if x.conversation_id in about or x.conversation.department_id == row.department_id]
    for delivery in mine:
        hold(delivery, crisis=row)
    return len(mine)


def _let_others_decide(row: TaskForce) -> None:
    """Where others hold the conversation, they decide on what waited for the task force."""
    waiting = ReviewStep.objects.waiting().filter(department=row.department)
    places = waiting.exclude(draft__conversation__department=row.department).values("draft__conversation")
    for conversation in Conversation.objects.filter(pk__in=places).select_related("department").order_by("pk"):
        pass_on_steps(conversation, row.department, conversation.department)
