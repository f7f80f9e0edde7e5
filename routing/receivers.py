"""What follows from an act: a table of verb and wake-up for promises and rules. Sweeps find what a lost one left."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

from accounts.events import follow
from accounts.models import Event
from routing import tasks
from routing.answering import ANSWERED
from routing.reading import VERBS

log = logging.getLogger(__name__)

PEOPLE_WAIT_FOR = tuple(sorted({*VERBS} - {"promise.warn", "promise.breach", "delivery.queue", "note.add"}))
"""After these the list would show something else; the rest is found by the sweep."""
CHANGES = (
    *(f"sla_policy.{word}" for word in ("create", "change", "move", "archive")),
    "calendar.change",
)


def _keep(events: Sequence[Event]) -> None:
    _enqueue(tasks.keep_promises)


def _route(events: Sequence[Event]) -> None:
    arrived = [event.subject_id for event in events if not (event.data.get("ours") or event.data.get("context"))]
    if arrived:
        _enqueue(tasks.route, arrived)


def _answer(events: Sequence[Event]) -> None:
    _enqueue(tasks.answer_changes, [event.pk for event in events])


def _rehearse(events: Sequence[Event]) -> None:
    for event in events:
        _enqueue(tasks.rehearse, event.subject_id)


def connect() -> None:
    """Called once when the app is ready."""
    for verb in (*PEOPLE_WAIT_FOR, *CHANGES):
        follow(verb, _keep)
    follow("message.receive", _route)
    follow("rehearsal.start", _rehearse)
    for verb in sorted(ANSWERED):
        follow(verb, _answer)


def _enqueue(task: Task[..., None], *arguments: Any) -> None:
    try:
        task.apply_async(arguments, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker away, %s left to the sweep: %s", task.name, error)
