"""Samples follow the journal, and figures follow the samples."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from reports.actions import brief
from reports.actions.measure import measure_again, measure_next
from reports.actions.sum_up import sum_up

log = logging.getLogger(__name__)
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
    """The weekly brief to everybody whose day and hour have come; missed hours are made up for.

    Where one cannot be made, that is logged, and tried again in the next turn; the others get theirs.
    """
    now = timezone.now()
    for reader in brief.due(now):
        try:
            brief.send(reader, now=now)
        except Exception:
            log.exception("the weekly brief of reader %s could not be made", reader.pk)
