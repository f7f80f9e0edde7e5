"""Declining what another department asks, with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from inbox.actions._requests import facts, name_of, refuse_over, refuse_stranger, request_row, show_asked
from inbox.models import Escalation, TaskForce
from inbox.models.escalation import EscalationState

REASON_LENGTH = 2000


@transaction.atomic
def decline(escalation: Escalation, *, reason: str, by: Actor) -> Escalation:
    """Say no, and why; the asker is told. Raises NotPossible without a reason, and once it is accepted or over."""
    row = request_row(escalation)
    refuse_stranger(by, "escalation.decline", row)
    refuse_over(row)
    if row.state == EscalationState.ACCEPTED and not _is_over(row):
        raise NotPossible(
            _("%(member)s has accepted it. Answer it, or say in the answer why there is none.")
            % {"member": name_of(row.accepted_by)}
        )
    if not reason.strip():
        raise NotPossible(_("Say why, so that they know whom to ask instead."))
    row.state, row.closed_at = EscalationState.DECLINED, timezone.now()
    row.decline_reason, row.declined_by = reason.strip()[:REASON_LENGTH], by if isinstance(by, Member) else None
    row.save(update_fields=["state", "closed_at", "decline_reason", "declined_by"])
    record("escalation.decline", row, by=by, **facts(row))
    show_asked(row.conversation)
    return row


def decline_all(task_force: TaskForce, *, by: Actor) -> int:
    """A closed task force answers nothing any more: whoever waits for it learns that; returns how many requests."""
    standing = Escalation.objects.standing().filter(to_department=task_force.department_id)
    reason = _("%(name)s was closed before it answered.") % {"name": task_force}
    return sum(_decline_if_open(row, reason, by=by) for row in standing.order_by("pk"))


def _decline_if_open(row: Escalation, reason: str, *, by: Actor) -> bool:
    try:
        decline(row, reason=reason, by=by)
    except NotPossible:  # answered or withdrawn at this very moment
        return False
    return True


def _is_over(row: Escalation) -> bool:
    """Whether who accepted can't answer: their task force is closed."""
    return TaskForce.objects.filter(department=row.to_department_id, closed_at__isnull=False).exists()
