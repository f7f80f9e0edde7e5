"""What flows into task forces, what closed ones give back, and what their people are told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.utils import timezone

from inbox.actions import force_digest
from inbox.actions.feed import feed_next
from inbox.actions.force_close import give_all_back, remind
from inbox.models import TaskForce

log = logging.getLogger(__name__)

MOST_BATCHES = 50
"""Of one turn; the next sweep goes on."""


@shared_task
def feed_task_forces() -> None:
    """Read the journal on from where it was left."""
    turns = 0
    while turns < MOST_BATCHES and feed_next() is not None:
        turns += 1


@shared_task
def give_back(task_force_id: int) -> None:
    """What a closed one still holds goes back where it came from."""
    row = TaskForce.objects.select_related("department").filter(pk=task_force_id).first()
    if row is not None:
        give_all_back(row)


@shared_task
def sweep_task_forces() -> None:
    """Whatever a lost wake-up left, last days that have come, and weeks that are over.

    What breaks off for one of them is logged, and tried again in the next turn; the others go on.
    """
    now, today = timezone.now(), timezone.localdate()
    closed = TaskForce.objects.filter(closed_at__isnull=False, department__is_active=True)
    for row in closed.select_related("department"):
        _try(row, give_all_back)
    for row in TaskForce.objects.open().filter(ends_on__lte=today, reminded_at=None):
        _try(row, partial(remind, today=today))
    for row in force_digest.due(now):
        _try(row, partial(force_digest.send, now=now))


def _try(row: TaskForce, act: Callable[[TaskForce], object]) -> None:
    try:
        act(row)
    except Exception:
        log.exception("the sweep of task force %s broke off", row.pk)
