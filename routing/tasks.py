"""Clocks follow the journal, people are told of promises in time, and rules decide about what arrives or changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from accounts.actors import SCHEDULE
from routing.actions import rehearsal
from routing.actions.keep import keep_again, keep_next
from routing.actions.promise import breach, warn
from routing.actions.route import BATCH, route_all, sweep
from routing.actions.route_changes import route_changes
from routing.actions.route_spike import route_spike
from routing.actions.route_waiting import route_waiting
from routing.actions.score import keep_waiting_scores
from routing.actions.spike import watch_spikes
from routing.models import ClockRow, Rehearsal, Spike
from routing.models.clock import State

MOST_BATCHES = 50
"""Of one turn; the next sweep goes on."""
MOST_CLOCKS = 200
SOON = (0.3, 1, 3, 9)
"""After so many seconds each what somebody held is tried again."""


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


@shared_task
def sweep_scores() -> None:
    """Whoever waits presses more with time."""
    last: int | None = 0
    while last is not None:
        last = keep_waiting_scores(last)


@shared_task
def sweep_spikes() -> None:
    """Look at what was said in the last hour, and go on with what spikes left to the rules."""
    watch_spikes()
    lately = timezone.now() - timedelta(hours=1)
    for spike in Spike.objects.filter(raised_at__gte=lately):
        route_spike(spike)


@shared_task
def route(message_ids: Sequence[int], again: int = 0) -> None:
    """Decide about messages that have just arrived.

    What somebody holds just now (its clocks, for one, are begun in the same moment) is tried
    again soon, and after that left to the sweep.
    """
    waiting = sum(route_all(part) for part in _parts(message_ids))
    if waiting and again < len(SOON):
        route.apply_async((list(message_ids), again + 1), countdown=SOON[again])


@shared_task
def answer_changes(event_ids: Sequence[int], again: int = 0) -> None:
    """Decide about changes that have just been made; as route()."""
    waiting = sum(route_changes(part) for part in _parts(event_ids))
    if waiting and again < len(SOON):
        answer_changes.apply_async((list(event_ids), again + 1), countdown=SOON[again])


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))


@shared_task
def sweep_routing() -> None:
    """Whatever has no decision, then those for whom time is up."""
    for _turn in range(MOST_BATCHES):
        if sweep() is None:
            break
    for _turn in range(MOST_BATCHES):
        if not route_waiting():
            break


@shared_task
def rehearse(rehearsal_id: int) -> None:
    """Go on with a rehearsal; the next turn goes to the back of the queue."""
    if rehearsal.carry_out(rehearsal_id):
        rehearse.delay(rehearsal_id)


@shared_task
def sweep_rehearsals() -> None:
    """Go on where a worker died, and with what no wake-up reached."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    for pk in Rehearsal.objects.waiting().filter(free).order_by("pk").values_list("pk", flat=True)[:20]:
        rehearse.delay(pk)
