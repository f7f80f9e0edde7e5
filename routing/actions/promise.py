"""What time does to a promise: a warning before it is broken, and what its policy wants when it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor, System
from accounts.away import away_now
from accounts.errors import Refused
from accounts.events import record
from accounts.models import Membership, Role
from inbox.candidates import works_now
from inbox.models import Conversation
from routing.actions.keep import keep
from routing.breaching import doing
from routing.models import ClockRow
from routing.models.clock import State


@transaction.atomic
def warn(clock: ClockRow, *, by: Actor) -> bool:
    """Tell those whom its policy names that it is at risk, once; False when there is no reason (any more)."""
    row, now = _as_it_stands(clock), timezone.now()
    if row is None or row.state != State.RUNNING or row.warned_at or row.risk_at is None or row.risk_at > now:
        return False
    row.warned_at = now
    row.save(update_fields=["warned_at"])
    _tell("promise.warn", row, row.policy.warn_tell, by=by)
    return True


@transaction.atomic
def breach(clock: ClockRow, *, by: Actor) -> bool:
    """Time was up: tell and do what its policy says, once; False when there is no reason (any more).

    A promise that was broken and is over by now is journalled as broken, and nobody is bothered.
    """
    row = _as_it_stands(clock)
    if row is None or row.state != State.BREACHED or row.told_at:
        return False
    row.told_at = timezone.now()
    row.save(update_fields=["told_at"])
    still_owed = row.ended_at is None
    _tell("promise.breach", row, row.policy.breach_tell if still_owed else [], by=by)
    if still_owed:
        _follow_policy(row)
    return True


def _as_it_stands(clock: ClockRow) -> ClockRow | None:
    """The clock after everything that has happened, ours until the transaction ends; none of what was merged."""
    place = Conversation.objects.select_for_update(no_key=True).filter(pk=clock.conversation_id).first()
    if place is None or place.survivor_id:
        return None
    keep([place.pk])
    rows = ClockRow.objects.select_for_update(of=("self",)).select_related("policy", "conversation__department")
    return rows.filter(conversation=place, promise=clock.promise, number=clock.number).first()


def _tell(verb: str, row: ClockRow, whom: Iterable[str], *, by: Actor) -> None:
    facts: dict[str, Any] = {
        "promise": row.promise,
        "number": row.number,
        "policy": row.policy_id,
        "minutes": row.minutes,
    }
    told = sorted(people(row.conversation, whom))
    record(verb, row, by=by, **facts, due=row.due_at.isoformat() if row.due_at else "", tell=told)


def _follow_policy(row: ClockRow) -> None:
    """Each act for itself: one that makes no sense here keeps nobody from the others."""
    actor = System(f"policy {row.policy_id} v{row.policy.number}", kind="promise")
    for key in row.policy.breach_acts:
        act = doing(key)
        if act is None:
            continue
        try:
            with transaction.atomic():
                act(row.conversation, actor)
        except Refused:
            continue


def people(conversation: Conversation, whom: Iterable[str]) -> set[int]:
    """The members behind a policy's words; where nobody works it, "assignee" are those on duty."""
    words = set(whom)
    found: set[int] = set()
    if "assignee" in words:
        if conversation.assignee_id:
            found.add(conversation.assignee_id)
        else:
            words.add("duty")
    works = Membership.objects.filter(department=conversation.department_id, member__is_active=True)
    works = (
        works.exclude(role=Role.OBSERVER).select_related("member__attention")
        if words & {"duty", "leads"}
        else works.none()
    )
    now = timezone.now()
    away = away_now(now) if "duty" in words else {}
    for membership in works:
        if "leads" in words and membership.role == Role.LEAD:
            found.add(membership.member_id)
        if "duty" in words and works_now(membership.member, now, away):
            found.add(membership.member_id)
    return found


TOLD = ("assignee", "duty", "leads")
"""Whom a policy may name."""
