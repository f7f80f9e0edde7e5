"""Telling members what concerns them, and mailing what they have not read."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from inbox.actions import digest
from inbox.actions.duty import tell_on_duty
from inbox.actions.tell import tell_next

MOST_BATCHES = 50
"""Of one turn; the next sweep goes on."""


@shared_task
def tell_members() -> None:
    """Read the journal on from where it was left, then tell those on duty of what is new."""
    turns = 0
    while turns < MOST_BATCHES and tell_next() is not None:
        turns += 1
    if turns:
        tell_on_duty()


@shared_task
def sweep_calls() -> None:
    """Tell who has come on duty meanwhile."""
    tell_on_duty()


@shared_task
def sweep_digests() -> None:
    """Mail what has not been read for long enough, one member at a time."""
    now = timezone.now()
    for member_id in digest.due(now):
        digest.send_digest(member_id, now=now)
