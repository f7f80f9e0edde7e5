"""What time does to a request: raised once when nobody accepts it, and told once when its answer is late."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import record
from accounts.models import Department, Member
from inbox.actions._requests import facts, let_see, request_row
from inbox.models import Admission, Desk, Escalation
from inbox.models.escalation import EscalationState
from inbox.seeing import who_sees


@transaction.atomic
def raise_unaccepted(escalation: Escalation, *, by: Actor) -> bool:
    """Nobody accepted or declined in time: bring it to the fallback; False when that is not so (any more).

    The fallback is a member or a department, as the asked department agreed; without one its leads are told.
    """
    row = request_row(escalation)
    now = timezone.now()
    late = row.acknowledge_by is not None and row.acknowledge_by <= now
    if row.state != EscalationState.REQUESTED or row.raised_at is not None or not late:
        return False
    row.raised_at = now
    row.raised_to, row.raised_department = _fallback(row)
    row.save(update_fields=["raised_at", "raised_to", "raised_department"])
    _let_see(row)
    record(
        "escalation.raise",
        row,
        by=by,
        **facts(row),
        member=row.raised_to_id,
        department=row.raised_department_id,
    )
    return True


@transaction.atomic
def tell_overdue(escalation: Escalation, *, by: Actor) -> bool:
    """Its answer is late: both sides are told, once; False when that is not so (any more)."""
    row = request_row(escalation)
    if row.closed_at is not None or row.overdue_told_at is not None or row.due_at > timezone.now():
        return False
    row.overdue_told_at = timezone.now()
    row.save(update_fields=["overdue_told_at"])
    record("escalation.overdue", row, by=by, **facts(row))
    return True


def _fallback(row: Escalation) -> tuple[Member | None, Department | None]:
    """Who is there: not somebody who left or an archived department, and never who asked or holds it themselves."""
    related = ("fallback_member", "fallback_department")
    desk = Desk.objects.select_related(*related).filter(department=row.to_department_id).first()
    if desk is None:
        return None, None
    member, department = desk.fallback_member, desk.fallback_department
    asking = {row.from_department_id, row.conversation.department_id}
    stands = member is not None and member.is_active and member.pk != row.asked_by_id
    there = department is not None and department.is_active and department.pk not in asking
    return (member if stands else None), (department if there else None)


def _let_see(row: Escalation) -> None:
    """What an administrator agreed on as the fallback includes seeing what is raised."""
    if row.raised_department is not None:
        let_see(row.conversation, [row.raised_department])
    if row.raised_to is not None and not who_sees(row.conversation).filter(pk=row.raised_to.pk).exists():
        Admission.objects.get_or_create(conversation=row.conversation, member=row.raised_to)
