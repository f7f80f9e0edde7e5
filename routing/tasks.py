"""Routing as workers do it: at once after something happened, and by a sweep for what was lost."""

from __future__ import annotations

from collections.abc import Sequence

from celery import shared_task

from routing.actions.route import BATCH, route_all, route_changes, sweep

MOST_BATCHES = 50
"""Of one turn of the sweep; the next goes on."""


@shared_task
def route(message_ids: Sequence[int]) -> None:
    """Decide about messages that have just arrived; what somebody holds just now is left to the sweep."""
    for start in range(0, len(message_ids), BATCH):
        route_all(message_ids[start : start + BATCH])


@shared_task
def answer_changes(event_ids: Sequence[int]) -> None:
    """Decide about changes that have just been made."""
    for start in range(0, len(event_ids), BATCH):
        route_changes(event_ids[start : start + BATCH])


@shared_task
def sweep_routing() -> None:
    """Whatever has no decision."""
    for _turn in range(MOST_BATCHES):
        if sweep() is None:
            break
