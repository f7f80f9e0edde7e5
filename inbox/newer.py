"""What has been said since somebody last looked: their new message, or a colleague's reply."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Subquery

from accounts.models import Member
from inbox.models import Conversation, Delivery, Message
from inbox.models.delivery import DeliveryState

MOST = 3
GONE = (DeliveryState.CANCELLED, DeliveryState.REJECTED)


@dataclass(frozen=True, slots=True)
class Newer:
    """The newest of each, the oldest first."""

    messages: list[Message]
    replies: list[Delivery]

    def __bool__(self) -> bool:
        return bool(self.messages or self.replies)


def newer_than(conversation: Conversation, member: Member, *, seen: int | None, seen_reply: int | None) -> Newer:
    """What stands there beyond the message and the reply with these ids; None asks for nothing."""
    messages: list[Message] = []
    replies: list[Delivery] = []
    if seen is not None:
        theirs = conversation.messages.filter(is_ours=False, is_context=False, removed_at=None, pk__gt=seen)
        messages = list(theirs.select_related("author").order_by("-sent_at", "-pk")[:MOST])[::-1]
    if seen_reply is not None:
        ours = conversation.deliveries.filter(pk__gt=seen_reply).exclude(member=member).exclude(state__in=GONE)
        replies = list(ours.select_related("member").order_by("-pk")[:MOST])[::-1]
    return Newer(messages, replies)


def seen_now(conversation: Conversation) -> tuple[int, int]:
    """The greatest ids of a message of theirs and of a reply of ours: what whoever reads now has seen."""
    theirs = conversation.messages.filter(is_ours=False, is_context=False, removed_at=None)
    greatest = {
        "message": Subquery(theirs.order_by("-pk").values("pk")[:1]),
        "reply": Subquery(conversation.deliveries.order_by("-pk").values("pk")[:1]),
    }
    message, reply = Conversation.objects.filter(pk=conversation.pk).values_list(*greatest.values()).get()
    return message or 0, reply or 0
