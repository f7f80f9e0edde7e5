"""What follows from an act for the promises: a table of verb and wake-up. Sweeps find what a lost wake-up left."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from kombu.exceptions import OperationalError

from accounts.events import follow
from accounts.models import Event
from routing import tasks
from routing.reading import VERBS

log = logging.getLogger(__name__)

PEOPLE_WAIT_FOR = tuple(sorted({*VERBS} - {"promise.warn", "promise.breach", "delivery.queue", "note.add"}))
"""After these the list would show something else; the rest is found by the sweep."""
CHANGES = (
    *(f"sla_policy.{word}" for word in ("create", "change", "move", "archive")),
    "calendar.change",
)


def _keep(events: Sequence[Event]) -> None:
    try:
        tasks.keep_promises.apply_async(countdown=0, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker away, clocks left to the sweep: %s", error)


def connect() -> None:
    """Called once when the app is ready."""
    for verb in (*PEOPLE_WAIT_FOR, *CHANGES):
        follow(verb, _keep)
