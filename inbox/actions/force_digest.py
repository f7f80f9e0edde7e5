"""The week of a committee, project or initiative, by mail: to each of its people what they may read, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actors import SCHEDULE, Actor
from accounts.events import record
from accounts.mail import has_server, post
from accounts.models import DepartmentKind, Member
from inbox.feeds import found_by
from inbox.hours import zone_of
from inbox.models import Conversation, ForceDecision, TaskForce

WEEK = timedelta(days=7)
MOST = 20
"""Conversations of one mail."""
MOST_HELD = 5000


@dataclass(frozen=True, slots=True)
class Week:
    """What one reader may know of a week: the newest conversations, how many there were, and what was decided."""

    conversations: list[Conversation]
    count: int
    decisions: list[ForceDecision]


def due(now: datetime) -> list[TaskForce]:
    """Those whose week is over; none without a mail server, since their pages say the same."""
    if not has_server():
        return []
    rows = TaskForce.objects.open().exclude(department__kind=DepartmentKind.TASK_FORCE)
    found = rows.select_related("department", "lead")
    return [row for row in found if (row.digest_at or row.opened_at) <= now - WEEK]


@transaction.atomic
def send(task_force: TaskForce, *, now: datetime, by: Actor = SCHEDULE) -> int:
    """One mail to each of its people, and the week is told, both or neither; returns how many mails that is."""
    rows = TaskForce.objects.select_for_update(of=("self",), skip_locked=True).select_related("department", "lead")
    row = rows.filter(pk=task_force.pk, closed_at=None, digest_at=task_force.digest_at).first()
    if row is None:
        return 0
    row.digest_at = now
    row.save(update_fields=["digest_at"])
    readers = list(row.department.members.filter(is_active=True).order_by("pk"))
    for reader in readers:
        _mail(row, reader, week_of(row, reader, now - WEEK))
    record("task_force.digest", row, by=by, count=len(readers))
    return len(readers)


def week_of(task_force: TaskForce, reader: Member, since: datetime) -> Week:
    """What happened since, as far as this reader may see it: what it holds, and what its feed finds."""
    seen = Conversation.objects.visible_to(reader).filter(last_message_at__gte=since)
    newest = list(seen.order_by("-last_message_at", "-pk").values_list("pk", flat=True)[:MOST_HELD])
    held = seen.filter(department=task_force.department).values_list("pk", flat=True)
    about = {*held, *found_by(task_force, newest)}
    rows = seen.filter(pk__in=about).select_related("author", "department").order_by("-last_message_at", "-pk")
    decisions = task_force.decisions.filter(at__gte=since).select_related("by")
    return Week(list(rows[:MOST]), len(about), list(decisions))


def _mail(task_force: TaskForce, reader: Member, week: Week) -> None:
    with translation.override(reader.language), timezone.override(zone_of(reader.time_zone)):
        lines = [
            (row, f"{settings.LIAISON_URL}{reverse('inbox:conversation', args=[row.pk])}") for row in week.conversations
        ]
        link = f"{settings.LIAISON_URL}{reverse('inbox:task_force', args=[task_force.department.slug])}"
        facts: dict[str, Any] = {"force": task_force, "week": week, "lines": lines, "more": week.count - len(lines)}
        post("inbox/email/force_week", to=reader.email, link=link, **facts)
