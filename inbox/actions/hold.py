"""Replies that are to leave later, while a crisis is on: kept here, and let go again with the minute they had."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actors import TASK_FORCE, Actor
from accounts.events import record
from inbox.actions._lock import lock
from inbox.actions._stale import make_stale
from inbox.feeds import concerns, crises_of
from inbox.freshness import Cause
from inbox.models import Conversation, Delivery, TaskForce
from inbox.models.delivery import DeliveryState


@transaction.atomic
def hold(delivery: Delivery, *, crisis: TaskForce, by: Actor = TASK_FORCE) -> Delivery:
    """Keep it here while that crisis is on; its minute stays what it was. What leaves already is left alone."""
    lock(delivery.conversation)
    row = _row(delivery)
    if row.state != DeliveryState.QUEUED or row.scheduled_for is None or row.held_by_id is not None:
        return row
    row.held_by = crisis
    row.save(update_fields=["held_by"])
    record("delivery.hold", row, by=by, task_force=crisis.pk)
    return row


@transaction.atomic
def release(delivery: Delivery, *, by: Actor = TASK_FORCE) -> Delivery:
    """Let it go again. One whose minute has passed meanwhile asks its people: it never leaves stale.

    Where another crisis concerns it too, that one holds it from now on.
    """
    lock(delivery.conversation)
    row = _row(delivery)
    if row.held_by_id is None:
        return row
    before, row.held_by = row.held_by_id, None
    row.save(update_fields=["held_by"])
    late = row.state == DeliveryState.QUEUED and row.not_before <= timezone.now()
    record("delivery.release", row, by=by, task_force=before, late=late)
    if row.state != DeliveryState.QUEUED:
        return row
    others = [crisis for crisis in crises_of(row.conversation) if crisis.pk != before]
    if others:
        return hold(row, crisis=others[0], by=by)
    if late:
        make_stale(row.draft, Cause.HELD, by=by)
    return row


def hold_scheduled(conversation: Conversation, *, by: Actor = TASK_FORCE) -> int:
    """Hold what is to leave later here, if a crisis is on that concerns it; returns how much that was."""
    waits = Delivery.objects.filter(
        conversation=conversation, state=DeliveryState.QUEUED, scheduled_for__isnull=False, held_by=None
    )
    rows = list(waits.select_related("conversation").order_by("pk"))
    crises = crises_of(conversation) if rows else []
    if not crises:
        return 0
    for row in rows:
        hold(row, crisis=crises[0], by=by)
    return len(rows)


def follow_stay(conversation: Conversation, *, by: Actor = TASK_FORCE) -> None:
    """It came into a crisis or left it: hold what is to leave later, let go what it does not concern any more."""
    hold_scheduled(conversation, by=by)
    held = Delivery.objects.filter(conversation=conversation, held_by__isnull=False)
    for row in held.select_related("conversation", "held_by__department", "held_by__lead").order_by("pk"):
        if row.held_by is not None and not concerns(row.held_by, conversation):
            release(row, by=by)


def _row(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",))
    related = ("conversation__department", "conversation__channel", "draft__conversation")
    found: Delivery = rows.select_related(*related).get(pk=delivery.pk)
    return found
