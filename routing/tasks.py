"""Clocks follow the journal, and people are told before and when a promise is broken."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.actors import SCHEDULE
from routing.actions.keep import keep_again, keep_next
from routing.actions.promise import breach, warn
from routing.models import ClockRow
from routing.models.clock import State

MOST_BATCHES = 50
"""Of one turn; the next sweep goes on."""
MOST_CLOCKS = 200


@shared_task
def keep_promises() -> None:
    """Read the journal on from where it was left, then go on with what a change of policies left to do."""
    for _turn in range(MOST_BATCHES):
        if keep_next() is None:
            break
    for _turn in range(MOST_BATCHES):
        if keep_again() is None:
            break


@shared_task
def sweep_promises() -> None:
    """Act on what is broken, then warn of what is at risk; each once, however many schedulers there are."""
    now = timezone.now()
    broken = ClockRow.objects.filter(state__in=(State.RUNNING, State.BREACHED), told_at=None, due_at__lte=now)
    for clock in broken.order_by("due_at")[:MOST_CLOCKS]:
        breach(clock, by=SCHEDULE)
    tight = ClockRow.objects.filter(state=State.RUNNING, warned_at=None, risk_at__lte=now)
    for clock in tight.order_by("risk_at")[:MOST_CLOCKS]:
        warn(clock, by=SCHEDULE)
