"""Withdrawing a request that needs no answer any more, and taking that back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from inbox.actions._lock import refuse_resolved
from inbox.actions._requests import facts, refuse_outsider, refuse_over, request_row, show_asked
from inbox.models import Escalation
from inbox.models.escalation import EscalationState, Kind


@transaction.atomic
def withdraw(escalation: Escalation, *, by: Actor) -> Escalation:
    """Nothing is asked any more; whoever was asked is told. Raises NotPossible when it is over."""
    row = request_row(escalation)
    refuse_outsider(by, "escalation.withdraw", row)
    if row.state == EscalationState.WITHDRAWN:
        return row
    refuse_over(row)
    row.state, row.closed_at = EscalationState.WITHDRAWN, timezone.now()
    row.save(update_fields=["state", "closed_at"])
    record("escalation.withdraw", row, by=by, **facts(row))
    show_asked(row.conversation)
    return row


@transaction.atomic
def restore(escalation: Escalation, *, by: Actor) -> Escalation:
    """Take a withdrawal back: it stands as it stood. Raises NotPossible when it was not withdrawn by somebody,
    when the same department is asked anew, or holds it, its due time is over, or those who offered the
    conversation do not hold it any more.
    """
    row = request_row(escalation)
    refuse_outsider(by, "escalation.restore", row)
    refuse_resolved(row.conversation)
    if row.state != EscalationState.WITHDRAWN or row.withdrawn_because:
        raise NotPossible(_("There is nothing to take back."))
    if row.due_at <= timezone.now():
        raise NotPossible(_("The time it was due is over. Ask again with a new one."))
    if row.kind == Kind.TRANSFER and row.from_department_id != row.conversation.department_id:
        raise NotPossible(
            _("%(department)s holds it by now, and can offer it anew.") % {"department": row.conversation.department}
        )
    again = row.conversation.escalations.standing().filter(to_department=row.to_department_id)
    if row.to_department_id and (row.to_department_id == row.conversation.department_id or again.exists()):
        raise NotPossible(_("%(name)s is asked anew, or holds it by now.") % {"name": row.asked_name})
    row.state = EscalationState.ACCEPTED if row.accepted_at else EscalationState.REQUESTED
    row.closed_at = None
    row.save(update_fields=["state", "closed_at"])
    record("escalation.restore", row, by=by, **facts(row))
    show_asked(row.conversation)
    return row
