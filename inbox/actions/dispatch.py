"""A reply on its way out, as workers act on it. Every write carries the fence it was claimed with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.actors import DELIVERY, Actor
from accounts.events import record
from inbox.actions._lock import lock
from inbox.actions._sent import stands_on_network
from inbox.actions.refresh import states_after
from inbox.channels.base import Sent
from inbox.models import Delivery
from inbox.models.delivery import LOOK_UP_WAITS, UNSETTLED, DeliveryState

LEASE = timedelta(seconds=90)
"""Longer than a connector's total deadline for one send, so that a living worker keeps it."""

EVIDENCE_EVERY = timedelta(minutes=15)
"""How often an uncertain delivery that waits for people is looked for all the same."""


@transaction.atomic
def start(delivery_id: int, *, by: Actor = DELIVERY) -> Delivery | None:
    """Claim a due delivery; None when another worker has it or an earlier reply must go first.

    The attempt is committed before the first byte leaves.
    """
    earlier = Delivery.objects.filter(
        conversation_id=OuterRef("conversation_id"), state__in=UNSETTLED, pk__lt=OuterRef("pk")
    )
    now = timezone.now()
    claimed = (
        Delivery.objects.due()
        .filter(~Exists(earlier), pk=delivery_id, channel__is_active=True)
        .update(
            state=DeliveryState.SENDING,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
            started_at=now,
            first_started_at=Coalesce("first_started_at", now),
        )
    )
    if not claimed:
        return None
    delivery = _read(delivery_id)
    record("delivery.start", delivery, by=by, attempt=delivery.attempts)
    return delivery


def succeed(delivery: Delivery, *, sent: Sent, by: Actor = DELIVERY) -> bool:
    """It stands on the network."""

    def change(row: Delivery) -> None:
        message = stands_on_network(row, sent)
        record("delivery.succeed", row, by=by, attempt=row.attempts)
        states_after([message], by=by)

    return _fenced(delivery, change)


def retry(delivery: Delivery, *, error: str, at: datetime | None, by: Actor = DELIVERY) -> bool:
    """It definitely did not leave; try again at the network's time, or with growing waits."""

    def change(row: Delivery) -> None:
        wait = timedelta(seconds=min(15 * 2 ** min(row.attempts, 8), 3600))
        row.state, row.error = DeliveryState.RETRY, error
        row.not_before, row.lease_until = at or timezone.now() + wait, None
        row.save(update_fields=["state", "error", "not_before", "lease_until"])
        record("delivery.retry", row, by=by, attempt=row.attempts)

    return _fenced(delivery, change)


def reject(delivery: Delivery, *, error: str, by: Actor = DELIVERY) -> bool:
    """The network refuses it for good; its author reads why and the text is kept."""

    def change(row: Delivery) -> None:
        row.state, row.error, row.lease_until = DeliveryState.REJECTED, error, None
        row.save(update_fields=["state", "error", "lease_until"])
        record("delivery.reject", row, by=by, attempt=row.attempts)

    return _fenced(delivery, change)


def lose(delivery: Delivery, *, error: str, by: Actor = DELIVERY) -> bool:
    """Nobody knows whether it arrived; it is looked up, never blindly sent again."""

    def change(row: Delivery) -> None:
        row.state, row.error, row.lease_until = DeliveryState.UNCERTAIN, error, None
        row.look_ups, row.not_before = 0, timezone.now() + timedelta(seconds=LOOK_UP_WAITS[0])
        row.save(update_fields=["state", "error", "lease_until", "look_ups", "not_before"])
        record("delivery.lose", row, by=by, attempt=row.attempts)

    return _fenced(delivery, change)


def missing(delivery: Delivery, *, key_life: timedelta | None, by: Actor = DELIVERY) -> bool:
    """A complete look-up did not find it: repeat it where that is safe, else look again or ask people.

    Safe means that the network still knows the key (`key_life` after the first attempt
    began), so that sending the same record twice makes one message.
    """

    def change(row: Delivery) -> None:
        began = row.first_started_at or row.created_at
        if key_life is not None and row.look_ups and timezone.now() - began < key_life:
            row.state, row.not_before = DeliveryState.RETRY, timezone.now()
            record("delivery.retry", row, by=by, attempt=row.attempts)
        else:
            _look_later(row, by=by)
        row.look_ups += 1
        row.save(update_fields=["look_ups", "not_before", "state"])

    return _fenced(delivery, change, state=DeliveryState.UNCERTAIN)


def blind(delivery: Delivery, *, by: Actor = DELIVERY) -> bool:
    """A look-up could not see everything: look again later, and never send on its account."""

    def change(row: Delivery) -> None:
        _look_later(row, by=by)
        row.look_ups += 1
        row.save(update_fields=["look_ups", "not_before"])

    return _fenced(delivery, change, state=DeliveryState.UNCERTAIN)


def _look_later(row: Delivery, *, by: Actor) -> None:
    """Set the next look-up; the last one hands it to people, once."""
    following = row.look_ups + 1
    if following == len(LOOK_UP_WAITS):
        record("delivery.ask", row, by=by, look_ups=following)
    wait = timedelta(seconds=LOOK_UP_WAITS[following]) if following < len(LOOK_UP_WAITS) else EVIDENCE_EVERY
    row.not_before = timezone.now() + wait


def found(delivery: Delivery, *, sent: Sent, by: Actor = DELIVERY) -> bool:
    """A look-up found it on the network after all."""

    def change(row: Delivery) -> None:
        message = stands_on_network(row, sent)
        record("delivery.succeed", row, by=by, attempt=row.attempts)
        states_after([message], by=by)

    return _fenced(delivery, change, state=DeliveryState.UNCERTAIN)


def _fenced(
    delivery: Delivery,
    change: Callable[[Delivery], None],
    state: DeliveryState = DeliveryState.SENDING,
) -> bool:
    """Change the row only while the claim still holds; False when somebody else has settled it."""
    with transaction.atomic():
        # Conversation before delivery: the order in which receiving takes them too.
        lock(delivery.conversation)
        row = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("conversation", "channel", "draft", "answers", "member")
            .filter(pk=delivery.pk, fence=delivery.fence, state=state)
            .first()
        )
        if row is None:
            return False
        change(row)
    return True


def _read(delivery_id: int) -> Delivery:
    return Delivery.objects.select_related("conversation", "channel", "draft", "answers", "member").get(pk=delivery_id)
