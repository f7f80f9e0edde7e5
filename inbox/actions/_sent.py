"""What follows when a reply is known to stand on the network."""

from __future__ import annotations

from django.utils import timezone

from inbox.actions.refresh import refresh
from inbox.channels.base import Sent
from inbox.models import Delivery, Message
from inbox.models.delivery import DeliveryState


def stands_on_network(delivery: Delivery, sent: Sent) -> Message:
    """Mark it sent and give it a message of its own (or the one its echo brought)."""
    message, _is_new = Message.objects.get_or_create(
        channel=delivery.channel,
        external_id=sent.external_id,
        defaults={
            "conversation": delivery.conversation,
            "home_id": delivery.home_id,
            "kind": _kind(delivery),
            "is_ours": True,
            "text": delivery.text,
            "url": sent.url,
            "parent_external_id": delivery.answers.external_id if delivery.answers else "",
            "extra": dict(sent.extra),
            "sent_at": sent.sent_at or timezone.now(),
            "attachments": _attachments(delivery),
        },
    )
    if message.member_id is None:
        message.member_id = delivery.member_id
        message.save(update_fields=["member"])
    delivery.state, delivery.external_id = DeliveryState.SENT, sent.external_id
    delivery.sent_at, delivery.error, delivery.message = timezone.now(), "", message
    delivery.lease_until = None
    delivery.save()
    refresh([delivery.conversation_id])
    return message


def _kind(delivery: Delivery) -> str:
    if delivery.conversation.is_private:
        return "direct"
    return "comment"


def _attachments(delivery: Delivery) -> list[dict[str, str]]:
    draft = delivery.draft
    if not draft.image:
        return []
    return [{"kind": "image", "url": "", "alt": draft.image_alt, "media_type": draft.image_type}]
