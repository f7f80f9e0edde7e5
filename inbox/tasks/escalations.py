"""Requests that nobody accepts, and answers that are late."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.actors import SCHEDULE
from inbox.actions.raise_overdue import raise_unaccepted, tell_overdue
from inbox.models import Escalation
from inbox.models.escalation import EscalationState


@shared_task
def sweep_escalations() -> None:
    """Raise what is due to be raised, and tell of what is late; each once, whoever else looks at the same time."""
    now = timezone.now()
    waiting = Escalation.objects.filter(state=EscalationState.REQUESTED, raised_at=None, acknowledge_by__lte=now)
    for row in waiting.order_by("acknowledge_by")[:200]:
        raise_unaccepted(row, by=SCHEDULE)
    late = Escalation.objects.filter(closed_at=None, overdue_told_at=None, due_at__lte=now)
    for row in late.order_by("due_at")[:200]:
        tell_overdue(row, by=SCHEDULE)
