"""What workers write about a delivery holds only while nobody else has settled it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import record
from inbox.actions._lock import lock
from inbox.models import Delivery
from inbox.models.delivery import EVIDENCE_EVERY, LOOK_UP_WAITS, DeliveryState


def fenced(delivery: Delivery, change: Callable[[Delivery], None], **still: object) -> bool:
    """Change the row while its fence and what `still` names are as they were; False when they are not."""
    with transaction.atomic():
        # Conversation before delivery: the order in which receiving takes them too.
        lock(delivery.conversation)
        row = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("conversation", "channel", "draft", "answers", "member")
            .filter(pk=delivery.pk, fence=delivery.fence, **still)
            .first()
        )
        if row is None:
            return False
        change(row)
    return True


def doubt(row: Delivery, *, error: str, by: Actor) -> None:
    """Make it uncertain: to be looked up after a wait that grows with the looks that were taken already."""
    now = timezone.now()
    row.state, row.error, row.lease_until = DeliveryState.UNCERTAIN, error, None
    row.doubted_at = row.doubted_at or row.started_at or now
    row.not_before = now + wait_after(row.look_ups)
    row.save()
    if row.look_ups == len(LOOK_UP_WAITS):
        record("delivery.ask", row, by=by, look_ups=row.look_ups)


def may_repeat(row: Delivery, key_life: timedelta | None) -> bool:
    """Whether the network still knows the key, `key_life` after the first attempt began, and took no offence at it."""
    began = row.first_started_at or row.created_at
    return row.is_repeatable and key_life is not None and timezone.now() - began < key_life


def wait_after(looks: int) -> timedelta:
    """How long to wait after so many looks; the last waits go on for as long as nobody decides."""
    return timedelta(seconds=LOOK_UP_WAITS[looks]) if looks < len(LOOK_UP_WAITS) else EVIDENCE_EVERY
