"""Samples follow the journal, and figures follow the samples."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports.actions import brief
from reports.actions.measure import measure_again, measure_next
from reports.actions.sum_up import sum_up

MOST_BATCHES = 50
"""Of one turn; the next goes on."""


@shared_task
def measure_journal() -> None:
    """Read the journal on from where it was left, then go on with what a change of promises left to do."""
    for turn in (measure_next, measure_again):
        for _turn in range(MOST_BATCHES):
            if turn() is None:
                break


@shared_task
def sum_up_days() -> None:
    """Sum up the days whose samples changed; until then they are read from the samples."""
    for _turn in range(MOST_BATCHES):
        if sum_up() is None:
            break


@shared_task
def send_briefs() -> None:
    """The weekly brief to everybody whose day and hour have come; missed hours are made up for."""
    now = timezone.now()
    for reader in brief.due(now):
        brief.send(reader, now=now)
