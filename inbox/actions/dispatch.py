"""A reply on its way out, as workers act on it. Every write carries the fence it was claimed with."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import DELIVERY, Actor
from accounts.events import record
from inbox.actions._fence import doubt, fenced, may_repeat
from inbox.actions._guard import GUARDED, held
from inbox.actions._lock import lock
from inbox.actions._sent import stands_on_network
from inbox.actions.refresh import states_after
from inbox.channels.base import Sent
from inbox.connect import connector_for
from inbox.models import Delivery
from inbox.models.delivery import DeliveryState

FIRST_WAIT, LONGEST_WAIT = 15, 300
"""Seconds before what did not leave is tried again, where the network names no time."""


@transaction.atomic
def start(delivery_id: int, *, by: Actor = DELIVERY) -> Delivery | None:
    """Claim a due delivery; None when another worker has it or an earlier reply must go first.

    The attempt is committed before the first byte leaves. What perhaps stands there already
    leaves again only while the network knows its key, however long its turn let it wait. What
    must not leave any more is held here, under the conversation's row, which receiving takes
    too: a message of theirs that came first stops it.
    """
    place = Delivery.objects.select_related("conversation").filter(pk=delivery_id).first()
    if place is None:
        return None
    lock(place.conversation)
    free = Delivery.objects.leaving().select_for_update(of=("self",))
    row = free.select_related(*GUARDED).filter(pk=delivery_id).first()
    if row is None or held(row, by=by):
        return None
    if row.doubted_at and not may_repeat(row, connector_for(row.channel).key_life):
        error = _("It was not found, and it is too late to send it again without making a second one.")
        record("delivery.lose", row, by=by, cause="key")
        doubt(row, error=error, by=by)
        return None
    now = timezone.now()
    row.state, row.lease_until = DeliveryState.SENDING, now + timedelta(seconds=settings.DELIVERY_LEASE)
    row.fence, row.attempts = row.fence + 1, row.attempts + 1
    row.started_at, row.first_started_at = now, row.first_started_at or now
    row.save(update_fields=["state", "lease_until", "fence", "attempts", "started_at", "first_started_at"])
    record("delivery.start", row, by=by, attempt=row.attempts)
    return row


def succeed(delivery: Delivery, *, sent: Sent, by: Actor = DELIVERY) -> bool:
    """It stands on the network."""

    def change(row: Delivery) -> None:
        message = stands_on_network(row, sent)
        record("delivery.succeed", row, by=by, attempt=row.attempts)
        states_after([message], by=by)

    return fenced(delivery, change, state=DeliveryState.SENDING)


def retry(delivery: Delivery, *, error: str, at: datetime | None, by: Actor = DELIVERY) -> bool:
    """It definitely did not leave; try again at the network's time, or with growing waits."""

    def change(row: Delivery) -> None:
        wait = timedelta(seconds=min(FIRST_WAIT * 2 ** min(row.attempts - 1, 8), LONGEST_WAIT))
        row.state, row.error = DeliveryState.RETRY, error
        row.not_before, row.lease_until = at or timezone.now() + wait, None
        row.save(update_fields=["state", "error", "not_before", "lease_until"])
        record("delivery.retry", row, by=by, attempt=row.attempts)

    return fenced(delivery, change, state=DeliveryState.SENDING)


def reject(delivery: Delivery, *, error: str, by: Actor = DELIVERY) -> bool:
    """The network, or what has changed here, refuses it for good; its author reads why and the text is kept.

    When an attempt before this one perhaps arrived, that is what must be settled first: the
    refusal says nothing about it. It is looked up, and no longer repeated without a person.
    """

    def change(row: Delivery) -> None:
        if row.doubted_at:
            row.is_repeatable, row.look_ups = False, 0
            record("delivery.lose", row, by=by, attempt=row.attempts, cause="refused")
            doubt(row, error=error, by=by)
            return
        row.state, row.error, row.lease_until = DeliveryState.REJECTED, error, None
        row.save(update_fields=["state", "error", "lease_until"])
        record("delivery.reject", row, by=by, attempt=row.attempts)

    return fenced(delivery, change, state=DeliveryState.SENDING)


def lose(delivery: Delivery, *, error: str, by: Actor = DELIVERY) -> bool:
    """Nobody knows whether it arrived; it is looked up, never blindly sent again."""

    def change(row: Delivery) -> None:
        record("delivery.lose", row, by=by, attempt=row.attempts)
        doubt(row, error=error, by=by)

    return fenced(delivery, change, state=DeliveryState.SENDING)
