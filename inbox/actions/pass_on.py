"""An accepted request changes hands within its department: to who covers, or back to all its people."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from inbox.actions._requests import facts, refuse_over, refuse_stranger, request_row, show_asked
from inbox.asking import deals_with
from inbox.models import Escalation
from inbox.models.escalation import EscalationState


@transaction.atomic
def pass_on(escalation: Escalation, *, to: Member, by: Actor) -> Escalation:
    """Somebody else sees to what was accepted; it stays accepted, and the new one is told.

    Raises NotPossible when it is over or was not accepted, and for somebody who may not deal with it.
    """
    row = _accepted(escalation, "escalation.pass_on", by)
    if not deals_with(to, "escalation.accept", row):
        raise NotPossible(_("%(member)s does not work in %(name)s.") % {"member": to, "name": row.asked_name})
    if row.accepted_by_id == to.pk:
        return row
    before, row.accepted_by = row.accepted_by_id, to
    row.save(update_fields=["accepted_by"])
    record("escalation.pass_on", row, by=by, **facts(row), giver=before, member=to.pk)
    show_asked(row.conversation)
    return row


@transaction.atomic
def put_back(escalation: Escalation, *, by: Actor) -> Escalation:
    """Nobody in particular sees to what was accepted: it stays accepted, and its department's people are told.

    Raises NotPossible when it is over or was not accepted.
    """
    row = _accepted(escalation, "escalation.put_back", by)
    if row.accepted_by_id is None:
        return row
    before, row.accepted_by = row.accepted_by_id, None
    row.save(update_fields=["accepted_by"])
    record("escalation.put_back", row, by=by, **facts(row), giver=before)
    show_asked(row.conversation)
    return row


def pass_on_or_put_back(escalation: Escalation, *, to: Member | None, by: Actor) -> Escalation:
    """To a colleague who may deal with it, else back to its department."""
    if to is not None and deals_with(to, "escalation.accept", escalation):
        return pass_on(escalation, to=to, by=by)
    return put_back(escalation, by=by)


def _accepted(escalation: Escalation, verb: str, by: Actor) -> Escalation:
    row = request_row(escalation)
    refuse_stranger(by, verb, row)
    refuse_over(row)
    if row.state != EscalationState.ACCEPTED:
        raise NotPossible(_("Nobody of %(name)s has accepted it yet.") % {"name": row.asked_name})
    return row
