"""Calling a department to new work: those on duty, once, until somebody has looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.away import away_now
from accounts.models import Event, Member, Membership
from accounts.permissions import roles_of
from inbox.candidates import works_now
from inbox.concerned import NEW_WORK
from inbox.ephemeral import ring
from inbox.models import Attention, Conversation, DutyCall, Notification
from inbox.models.attention import About, Way
from inbox.models.conversation import Status


@transaction.atomic
def begin_calls(events: Iterable[Event]) -> int:
    """Call the departments that hold open work of these events which is nobody's yet; returns how many are new."""
    places = {event.conversation_id or 0 for event in events if event.verb in NEW_WORK}
    if not places:
        return 0
    waiting = Conversation.objects.standing().filter(pk__in=places, status=Status.OPEN, assignee=None)
    departments = set(waiting.order_by().values_list("department_id", flat=True))
    called = set(
        DutyCall.objects.filter(ended_at=None, department__in=departments).values_list("department_id", flat=True)
    )
    now = timezone.now()
    new = [DutyCall(department_id=pk, began_at=now) for pk in sorted(departments - called)]
    if new:
        DutyCall.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def tell_on_duty(now: datetime | None = None) -> int:
    """Tell everybody on duty who has not been told of a call that stands; returns how many.

    Whoever comes on duty later is told then. A call ends by itself when nothing waits any more.
    """
    now = now or timezone.now()
    standing = Conversation.objects.standing()
    waits = standing.filter(department=OuterRef("department"), status=Status.OPEN, assignee=None)
    DutyCall.objects.filter(~Exists(waits), ended_at=None).update(ended_at=now)
    calls = {call.department_id: call for call in DutyCall.objects.filter(ended_at=None)}
    if not calls:
        return 0
    told = set(Notification.objects.filter(call__in=calls.values()).values_list("recipient_id", "call_id"))
    made = [
        Notification(recipient=member, about=About.DEPARTMENT, call=calls[department], created_at=now)
        for department, members in _on_duty(calls, now).items()
        for member in members
        if (member.pk, calls[department].pk) not in told
    ]
    Notification.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        ring({one.recipient_id for one in made})
    return len(made)


def look(department_id: int, *, by: Member) -> bool:
    """Somebody of the department has looked at its new work: nobody else needs to; whether it was called."""
    if department_id not in roles_of(by):
        return False
    # Most often nobody was called, which one question tells.
    standing = DutyCall.objects.filter(department=department_id, ended_at=None)
    if not standing.exists():
        return False
    now = timezone.now()
    with transaction.atomic():
        ended = standing.update(ended_at=now)
        rows = Notification.objects.filter(call__department=department_id, read_at=None)
        recipients = set(rows.values_list("recipient_id", flat=True))
        rows.update(read_at=now)
        ring(recipients)
    return bool(ended)


def look_at_list(slug: str, *, by: Member) -> bool:
    """As look(), for who opens a department's list."""
    standing = DutyCall.objects.filter(ended_at=None, department__slug=slug, department__in=list(roles_of(by)))
    found = standing.values_list("department", flat=True).first()
    return found is not None and look(found, by=by)


def _on_duty(departments: Iterable[int], now: datetime) -> dict[int, list[Member]]:
    """Members by department who work now and want to be told; observers only read and are not called."""
    works = Membership.objects.filter(department__in=list(departments), member__is_active=True).exclude(role="observer")
    works = works.select_related("member__attention")
    found: dict[int, list[Member]] = defaultdict(list)
    away = away_now(now)
    for membership in works:
        member = membership.member
        attention = getattr(member, "attention", None) or Attention()
        if attention.department != Way.OFF and works_now(member, now, away):
            found[membership.department_id].append(member)
    return found
