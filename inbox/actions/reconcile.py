"""What a look at the network brought for a reply of which nobody knows whether it arrived.

Two looks at once count as one, and a look counts only for the attempts that were before it.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.actors import DELIVERY, Actor
from accounts.events import record
from inbox.actions._fence import fenced, may_repeat, wait_after
from inbox.actions._sent import stands_on_network
from inbox.actions.refresh import states_after
from inbox.channels.base import Sent
from inbox.models import Delivery
from inbox.models.delivery import LOOK_UP_WAITS, DeliveryState

CHANGED = ["state", "look_ups", "not_before"]


def found(delivery: Delivery, *, sent: Sent, by: Actor = DELIVERY) -> bool:
    """It is there after all."""

    def change(row: Delivery) -> None:
        message = stands_on_network(row, sent)
        record("delivery.succeed", row, by=by, attempt=row.attempts)
        states_after([message], by=by)

    return fenced(delivery, change, state=DeliveryState.UNCERTAIN)


def missing(delivery: Delivery, *, key_life: timedelta | None, by: Actor = DELIVERY) -> bool:
    """A complete look did not find it: repeat it where that is safe, else look again or ask people.

    Safe means that the network still knows the key, so that sending the same record twice
    makes one message. The first look is too early to be the only one.
    """

    def change(row: Delivery) -> None:
        if row.look_ups and may_repeat(row, key_life):
            row.state, row.not_before = DeliveryState.RETRY, timezone.now()
            row.look_ups += 1
            record("delivery.retry", row, by=by, attempt=row.attempts)
        else:
            _look_later(row, by=by)
        row.save(update_fields=CHANGED)

    return fenced(delivery, change, state=DeliveryState.UNCERTAIN, look_ups=delivery.look_ups)


def blind(delivery: Delivery, *, by: Actor = DELIVERY) -> bool:
    """A look could not see everything: look again later, and never send on its account."""

    def change(row: Delivery) -> None:
        _look_later(row, by=by)
        row.save(update_fields=CHANGED)

    return fenced(delivery, change, state=DeliveryState.UNCERTAIN, look_ups=delivery.look_ups)


def _look_later(row: Delivery, *, by: Actor) -> None:
    """Set the next look; the last one of the row hands it to people, once."""
    row.look_ups += 1
    row.not_before = timezone.now() + wait_after(row.look_ups)
    if row.look_ups == len(LOOK_UP_WAITS):
        record("delivery.ask", row, by=by, look_ups=row.look_ups)
