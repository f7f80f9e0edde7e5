"""Who works a conversation."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor, System
from accounts.errors import NotAllowed, NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import may, require, roles_of
from inbox.actions._lock import lock, refuse_resolved, store
from inbox.models import Conversation


@transaction.atomic
def take(conversation: Conversation, *, by: Member) -> Conversation:
    """Assign to oneself; raises NotPossible when somebody else took it first."""
    conversation = lock(conversation)
    require(by, "conversation.take", conversation)
    refuse_resolved(conversation)
    if conversation.assignee_id == by.pk:
        return conversation
    if conversation.assignee is not None:
        raise NotPossible(
            _("%(member)s works on this already. Assign it to yourself to take it over.")
            % {"member": conversation.assignee}
        )
    conversation.assignee = by
    store(conversation, "assignee")
    record("conversation.take", conversation, by=by, assignee=by.pk)
    return conversation


@transaction.atomic
def assign(conversation: Conversation, *, to: Member, by: Actor) -> Conversation:
    """Give it to a member.

    Raises NotPossible for somebody who is away for good, and NotAllowed when the
    conversation is closed to them and `by` is not a lead who may admit them.
    """
    conversation = lock(conversation)
    require(by, "conversation.assign", conversation)
    refuse_resolved(conversation)
    if not to.is_active:
        raise NotPossible(_("%(member)s is no longer active.") % {"member": to})
    if conversation.assignee_id == to.pk:
        return conversation
    _refuse_outsider(conversation, to, by)
    before = conversation.assignee_id
    conversation.assignee = to
    store(conversation, "assignee")
    record("conversation.assign", conversation, by=by, assignee=to.pk, before=before)
    return conversation


@transaction.atomic
def unassign(conversation: Conversation, *, by: Actor) -> Conversation:
    """Put it back to the department."""
    conversation = lock(conversation)
    require(by, "conversation.unassign", conversation)
    if conversation.assignee_id is None:
        return conversation
    before = conversation.assignee_id
    conversation.assignee = None
    store(conversation, "assignee")
    record("conversation.unassign", conversation, by=by, before=before)
    return conversation


def _refuse_outsider(conversation: Conversation, to: Member, by: Actor) -> None:
    """Work goes to those who can do it; somebody from outside the department gets it only by a lead's own act."""
    if may(to, "conversation.take", conversation):
        return
    who = {"member": to, "department": conversation.department}
    if conversation.department_id in roles_of(to):
        raise NotPossible(_("%(member)s only reads or learns in %(department)s and can't work on it.") % who)
    if isinstance(by, System) or may(by, "conversation.admit", conversation):
        return
    raise NotAllowed(_("%(member)s does not work in %(department)s; only a lead may let them in.") % who)
