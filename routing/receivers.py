"""What follows from an act for the rules: a table of verb and wake-up. The sweep finds what was lost."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from celery import Task
from kombu.exceptions import OperationalError

from accounts.events import follow
from accounts.models import Event
from routing import tasks
from routing.actions.route import CHANGE_VERBS

log = logging.getLogger(__name__)


def _route(events: Sequence[Event]) -> None:
    arrived = [event.subject_id for event in events if not (event.data.get("ours") or event.data.get("context"))]
    _enqueue(tasks.route, arrived)


def _answer(events: Sequence[Event]) -> None:
    _enqueue(tasks.answer_changes, [event.pk for event in events])


def connect() -> None:
    """Called once when the app is ready."""
    follow("message.receive", _route)
    for verb in CHANGE_VERBS:
        follow(verb, _answer)


def _enqueue(task: Task[..., None], identities: list[int]) -> None:
    if not identities:
        return
    try:
        task.apply_async((identities,), retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker away, %s left to the sweep: %s", task.name, error)
