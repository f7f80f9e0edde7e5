"""What follows from an act: a table of verb and wake-up. Sweeps find whatever a lost wake-up left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from celery import Task
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.events import follow
from accounts.models import Event
from accounts.tasks import sweep_mails
from inbox import companions, tasks
from inbox.actions.channel import call_up
from inbox.models import Delivery, Placing, TaskForce

log = logging.getLogger(__name__)


def _start_delivery(events: Sequence[Event]) -> None:
    """Be there the moment the undo window closes."""
    rows = Delivery.objects.filter(pk__in=[event.subject_id for event in events])
    for pk, not_before in rows.values_list("pk", "not_before"):
        wait = max(0.0, (not_before - timezone.now()).total_seconds())
        _enqueue(tasks.deliver, pk, wait)


def _look_up(events: Sequence[Event]) -> None:
    for event in events:
        _enqueue(tasks.look_up, event.subject_id, 2.1)


def _take_down(events: Sequence[Event]) -> None:
    for event in events:
        _enqueue(tasks.take_down, event.subject_id, 0.0)


def _poll(events: Sequence[Event]) -> None:
    for event in events:
        _enqueue(tasks.poll_channel, event.subject_id, 0.0)


def _test(events: Sequence[Event]) -> None:
    for event in events:
        _enqueue(tasks.test_connection, event.subject_id, 0.0)


def _understand(events: Sequence[Event]) -> None:
    for channel_id in {event.channel_id for event in events if event.channel_id}:
        if call_up(channel_id):
            _enqueue(tasks.process_channel, channel_id, 0.0)


def _carry_out(events: Sequence[Event]) -> None:
    for event in events:
        _enqueue(tasks.carry_out_bulk, event.subject_id, 0.5)


def _mail(events: Sequence[Event]) -> None:
    """At once: when it is the scheduler that is silent, no sweep would."""
    sweep_mails.delay()


def _tell(events: Sequence[Event]) -> None:
    """People wait for these; everything else is told by the sweep."""
    tasks.tell_members.delay()


def _place(events: Sequence[Event]) -> None:
    """Only where a department places by itself; the sweep takes what is asked for elsewhere."""
    departments = {event.department_id for event in events}
    if Placing.objects.on().filter(department__in=departments).exists():
        tasks.place_waiting.delay()


def _accepted(events: Sequence[Event]) -> None:
    """Whoever asked waits to hear of it, and what changed hands may look for somebody."""
    _tell(events)
    _place(events)


def _hand_over(_events: Sequence[Event]) -> None:
    """Whoever is ill today is away at once."""
    tasks.sweep_absences.delay()


def _look(events: Sequence[Event]) -> None:
    for event in events:
        _enqueue(tasks.poll_watch, event.subject_id, 0)


def _fetch(events: Sequence[Event]) -> None:
    """Somebody looks at a picture that is not here yet."""
    for event in events:
        _enqueue(tasks.fetch_media, event.subject_id, 0)


def _feed(_events: Sequence[Event]) -> None:
    """What has just been opened may belong to a task force."""
    if TaskForce.objects.feeding().exists():
        tasks.feed_task_forces.delay()


def _opened(events: Sequence[Event]) -> None:
    """It may belong to a task force, and looks for somebody where its department places by itself."""
    _feed(events)
    _place(events)


def _give_back(events: Sequence[Event]) -> None:
    for event in events:
        _enqueue(tasks.give_back, event.subject_id, 0)


FOLLOW_UPS: dict[str, Callable[[Sequence[Event]], None]] = {
    "delivery.queue": _start_delivery,
    "delivery.send_again": _start_delivery,
    "delivery.release": _start_delivery,
    "conversation.open": _opened,
    "task_force.close": _give_back,
    "delivery.lose": _look_up,
    "message.delete": _take_down,
    "attempt.begin": _test,
    "inbound.run_again": _understand,
    "channel.hear": _understand,
    "bulk.start": _carry_out,
    "bulk.undo": _carry_out,
    "notice.raise": _mail,
    "note.add": _tell,
    "conversation.assign": _tell,
    "conversation.place": _tell,
    **dict.fromkeys(
        (f"conversation.{word}" for word in ("move", "reopen", "wake", "unassign")),
        _place,
    ),
    "escalation.accept": _accepted,
    "roster.warn": _tell,
    "task_force.remind": _tell,
    "absence.plan": _hand_over,
    "absence.report": _hand_over,
    "placing.change": _place,
    "delivery.reject": _tell,
    "delivery.ask": _tell,
    "draft.submit": _tell,
    "draft.approve": _tell,
    "draft.amend": _tell,
    "draft.return": _tell,
    "draft.stale": _tell,
    "draft.remind": _tell,
    **dict.fromkeys(
        (
            f"escalation.{word}"
            for word in ("ask", "transfer", "ask_again", "add_people", "raise", "overdue", "pass_on")
        ),
        _tell,
    ),
    **dict.fromkeys((f"escalation.{word}" for word in ("decline", "answer", "withdraw", "restore", "put_back")), _tell),
    "channel.connect": _poll,
    "channel.resume": _poll,
    "channel.poll": _poll,
    "watch.create": _look,
    "watch.resume": _look,
    "media.ask": _fetch,
}


def connect() -> None:
    """Called once when the app is ready."""
    companions.connect()
    for verb, follow_up in FOLLOW_UPS.items():
        follow(verb, follow_up)


def _enqueue(task: Task[..., None], identity: int, wait: float) -> None:
    try:
        task.apply_async((identity,), countdown=wait, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker away, %s %s left to the sweep: %s", task.name, identity, error)
