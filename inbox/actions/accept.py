"""Accepting what another department asks."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from inbox.actions._custody import hand
from inbox.actions._lock import store
from inbox.actions._requests import (
    facts,
    lets_go,
    name_of,
    refuse_over,
    refuse_stranger,
    request_row,
    show_asked,
    withdraw_moot,
)
from inbox.actions.move import closed_now
from inbox.models import Escalation
from inbox.models.escalation import EscalationState, Kind


@transaction.atomic
def accept(escalation: Escalation, *, by: Actor) -> Escalation:
    """Say that one's department sees to it. A transfer is done by that: the department holds it now.

    Accepted by nobody in particular any more, it is taken up by whoever accepts it now.
    Of several departments that were offered the same conversation the first to accept gets it;
    what was asked of the others is withdrawn. Raises NotPossible when it is over or accepted.
    """
    row = request_row(escalation)
    refuse_stranger(by, "escalation.accept", row)
    refuse_over(row)
    if row.state == EscalationState.ACCEPTED:
        if row.accepted_by_id == getattr(by, "pk", None):
            return row
        if row.accepted_by_id is None and isinstance(by, Member):
            row.accepted_by = by
            return _promise(row, by)
        raise NotPossible(_("%(member)s accepted it already.") % {"member": name_of(row.accepted_by)})
    if row.to_department is None:
        raise NotPossible(_("It was asked by mail, and is answered by mail."))
    row.state, row.accepted_at = EscalationState.ACCEPTED, timezone.now()
    row.accepted_by = by if isinstance(by, Member) else None
    return _take_over(row, by) if row.kind == Kind.TRANSFER else _promise(row, by)


def _promise(row: Escalation, by: Actor) -> Escalation:
    row.save(update_fields=["state", "accepted_at", "accepted_by"])
    record("escalation.accept", row, by=by, **facts(row))
    show_asked(row.conversation)
    return row


def _take_over(row: Escalation, by: Actor) -> Escalation:
    conversation, to = row.conversation, row.to_department
    assert to is not None  # noqa: S101 - a transfer always names a department
    if not to.is_active:
        raise NotPossible(_("%(department)s is archived.") % {"department": to})
    before, assignee = conversation.department_id, lets_go(conversation, to)
    row.closed_at = row.accepted_at
    row.save(update_fields=["state", "accepted_at", "accepted_by", "closed_at"])
    hand(conversation, to)
    conversation.is_closed = closed_now(conversation)
    store(conversation, "department", "is_closed", "assignee")
    moved: dict[str, Any] = {"before": before, "after": to.pk, "assignee": assignee}
    record("escalation.accept", row, by=by, **facts(row), **moved)
    withdraw_moot(conversation, "taken", by=by, besides=row.pk)
    return row
