"""Looking after ourselves: scheduler and workers watch one another, and a sweep watches the rest."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.signals import before_task_publish, worker_ready
from django.db import Error, connection
from django.utils import timezone

from accounts.actors import SCHEDULE
from inbox.actions.heartbeat import beat
from inbox.actions.notify import clear_notice, raise_notice
from inbox.models import Channel, Notice
from inbox.models.heartbeat import Part
from inbox.models.notice import Kind
from inbox.operations import Trouble, beats, silent_part, troubles

log = logging.getLogger(__name__)

WATCH_SECONDS = 60.0


@shared_task
def heartbeat() -> None:
    """A worker takes what the scheduler hands out every ten seconds."""
    beat(Part.WORKER)


@shared_task
def watch_scheduler() -> None:
    """Asked for by the workers themselves, so that it happens without a scheduler too."""
    beat(Part.WORKER)
    if silent_part(Part.SCHEDULER, Part.WORKER, beats(), timezone.now()):
        raise_notice(Kind.SCHEDULER_SILENT, by=SCHEDULE)


@shared_task
def sweep_operations() -> None:
    """Raise a notice for each trouble that is new, clear those that are over."""
    found = troubles(timezone.now())
    standing = {
        Trouble(Kind(notice.kind), notice.channel_id): notice for notice in Notice.objects.filter(cleared_at=None)
    }
    new = found - standing.keys()
    channels = Channel.objects.defer("credentials").in_bulk([it.channel_id for it in new if it.channel_id])
    for trouble in new:
        raise_notice(trouble.kind, channel=channels.get(trouble.channel_id or 0), by=SCHEDULE)
    for trouble in standing.keys() - found:
        clear_notice(standing[trouble], by=SCHEDULE)


@before_task_publish.connect(sender=heartbeat.name)
def scheduler_beats(**_: Any) -> None:
    """The scheduler's own sign of life, in its process; it also notices that no worker answers."""
    try:
        beat(Part.SCHEDULER)
        if silent_part(Part.WORKER, Part.SCHEDULER, beats(), timezone.now()):
            raise_notice(Kind.WORKER_SILENT, by=SCHEDULE)
    except Error as error:
        log.warning("the scheduler's sign of life was not stored: %s", error)
    finally:
        # The scheduler lives long and needs the database for moments only.
        if not connection.in_atomic_block:
            connection.close()


@worker_ready.connect
def worker_watches(sender: Any, **_: Any) -> None:
    """From its own clock, each worker asks now and then whether the scheduler lives."""
    sender.timer.call_repeatedly(WATCH_SECONDS, watch_scheduler.delay)
