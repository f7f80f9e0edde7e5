"""Our own messages seen on the network: the best proof that a delivery arrived."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.models import Channel, Delivery, Message
from inbox.models.delivery import UNSETTLED, DeliveryState

UNCONFIRMED = (*UNSETTLED, DeliveryState.SENT, DeliveryState.REJECTED)


def confirm_echoes(channel: Channel, external_ids: Sequence[str], *, by: Actor) -> list[Delivery]:
    """Mark deliveries whose message came back; late evidence settles an uncertain one too."""
    if not external_ids:
        return []
    deliveries = list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(channel=channel, external_id__in=external_ids, state__in=UNCONFIRMED)
        .select_related("conversation")
    )
    messages = {
        message.external_id: message
        for message in Message.objects.filter(
            channel=channel, external_id__in=[delivery.external_id for delivery in deliveries]
        )
    }
    now = timezone.now()
    for delivery in deliveries:
        message = messages.get(delivery.external_id)
        delivery.state, delivery.confirmed_at, delivery.error = DeliveryState.CONFIRMED, now, ""
        delivery.sent_at = delivery.sent_at or now
        delivery.message = message
        delivery.fence += 1
        delivery.save()
        if message is not None and message.member_id is None:
            message.member_id = delivery.member_id
            message.save(update_fields=["member"])
    record_all([Act("delivery.confirm", delivery) for delivery in deliveries], by=by)
    return deliveries
