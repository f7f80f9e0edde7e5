"""What a task force was, in numbers and moments: taken once when it closes, from rows that are there then.

Counted are the conversations that were ever in it, with what was written there from the day before it
opened: what led to it belongs to it, what an old conversation holds besides does not. Times are of the
network where it has one.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import F, Min, Q
from django.utils import timezone

from accounts.models import Membership
from inbox.models import Message, Stay, TaskForce

_BEFORE = timedelta(days=1)
"""How long before its opening its story begins."""


def summary_of(task_force: TaskForce, now: datetime | None = None) -> dict[str, Any]:
    """All that the page of a closed one shows beside its journal, as JSON.

    - conversations: how many were in it; returned to be: how many it still held when it closed.
    - messages: what others wrote there since; hours: that by hour (UTC), with conversations begun.
    - first_response_seconds: the median from their first message to our first answer after it;
      unanswered says how many have none, which the median can't count. None when nothing was answered.
    - done, items, decisions, people, departments: of its checklist, log and members.
    """
    places = _places(task_force)
    since = task_force.opened_at - _BEFORE
    theirs = Message.objects.filter(conversation__in=places, is_ours=False, is_context=False, sent_at__gte=since)
    answered = _first_answers(places, since)
    waits = sorted((answer - asked).total_seconds() for asked, answer in answered.values() if answer is not None)
    items = list(task_force.items.values_list("done_at", flat=True))
    return {
        "closed_at": (now or timezone.now()).isoformat(),
        "conversations": len(places),
        "held": Stay.objects.filter(task_force=task_force, left_at=None).count(),
        "messages": theirs.count(),
        "hours": _hours(places, since, theirs.values_list("sent_at", flat=True)),
        "first_response_seconds": median(waits) if waits else None,
        "answered": len(waits),
        "unanswered": len(answered) - len(waits),
        "items": len(items),
        "done": sum(done is not None for done in items),
        "decisions": task_force.decisions.count(),
        "people": task_force.department.memberships.count(),
        "departments": _departments(task_force),
    }


def _places(task_force: TaskForce) -> list[int]:
    stays = Stay.objects.filter(task_force=task_force)
    return sorted(set(stays.values_list("conversation_id", flat=True)))


def _first_answers(places: list[int], since: datetime) -> dict[int, tuple[datetime, datetime | None]]:
    """By conversation with a message of theirs: when that was, and when we first answered after it."""
    theirs = Q(is_ours=False, is_context=False, sent_at__gte=since)
    asked = dict(
        Message.objects.filter(theirs, conversation__in=places)
        .order_by()
        .values_list("conversation")
        .annotate(first=Min("sent_at"))
    )
    ours = Message.objects.filter(conversation__in=asked, is_ours=True).order_by()
    answers: dict[int, datetime] = {}
    for place, at in ours.values_list("conversation_id", F("sent_at")):
        if at >= asked[place] and (place not in answers or at < answers[place]):
            answers[place] = at
    return {place: (at, answers.get(place)) for place, at in asked.items()}


def _hours(places: list[int], since: datetime, sent: Any) -> list[dict[str, Any]]:
    messages = Counter(_hour(at) for at in sent)
    opened = (
        Stay.objects.filter(conversation__in=places, conversation__opened_at__gte=since)
        .order_by()
        .values_list("conversation_id", "conversation__opened_at")
    )
    begun = Counter(_hour(at) for at in dict(opened).values())
    return [
        {"hour": hour, "messages": messages[hour], "conversations": begun[hour]} for hour in sorted({*messages, *begun})
    ]


def _hour(at: datetime) -> str:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0).isoformat()


def _departments(task_force: TaskForce) -> int:
    """From how many standing departments its people come."""
    people = task_force.department.memberships.values("member_id")
    rows = Membership.objects.filter(member__in=people, department__kind="department", department__is_active=True)
    return rows.order_by().values("department_id").distinct().count()
