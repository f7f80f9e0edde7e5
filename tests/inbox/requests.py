"""Requests between departments, for tests."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Department, Member
from inbox.actions.escalate import Question, ask, transfer
from inbox.models import Conversation, Escalation, Reason, Segment


def reason(name: str = "A question about facts") -> Reason:
    """One of the list, which tests with threads find empty."""
    found, _made = Reason.objects.get_or_create(name=name)
    return found


def question(text: str = "Is the bus coming on Saturday?", *, hours: float = 4, **fields: Any) -> Question:
    """What somebody wants to know within some hours."""
    return Question(text, fields.pop("reason", None) or reason(), timezone.now() + timedelta(hours=hours), **fields)


def asked(row: Conversation, to: Department, by: Member, **more: Any) -> Escalation:
    """One department asked by somebody."""
    blocking = more.pop("is_blocking", False)
    return ask(row, to=[to], question=question(group=uuid.uuid4(), **more), by=by, is_blocking=blocking)[0]


def offered(row: Conversation, to: Department, by: Member, **more: Any) -> Escalation:
    """It offered to one department."""
    return transfer(row, to=[to], question=question(group=uuid.uuid4(), **more), by=by)[0]


def let_time_pass(request: Escalation, **changed: Any) -> Escalation:
    """As if it had been asked earlier: columns set by hand, since nobody can act in the past."""
    Escalation.objects.filter(pk=request.pk).update(**changed)
    request.refresh_from_db()
    return request


def held(row: Conversation) -> list[str]:
    """The departments that held it, in their order, after a look at whether their pieces of time add up."""
    now = timezone.now()
    segments = list(Segment.objects.filter(conversation=row).spans(now).select_related("department").order_by("pk"))
    assert segments, "nobody ever held it"
    row.refresh_from_db()
    assert segments[0].started_at is None
    for former, latter in itertools.pairwise(segments):
        assert former.ended_at == latter.started_at
    assert sum((one.until - one.since for one in segments), timedelta()) == segments[-1].until - row.opened_at
    if row.survivor_id is None:
        assert segments[-1].ended_at is None
        assert segments[-1].department_id == row.department_id
    return [one.department.name for one in segments]
