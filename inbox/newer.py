"""What has been said since somebody last looked: their new message, a colleague's reply, or one that waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from accounts.models import Member
from inbox.models import Conversation, Delivery, Draft, Message, ReviewStep
from inbox.models.delivery import DeliveryState
from inbox.models.draft import WAITING

MOST = 3
GONE = (DeliveryState.CANCELLED, DeliveryState.REJECTED)


@dataclass(frozen=True, slots=True)
class Newer:
    """The newest of each, the oldest first."""

    messages: list[Message]
    replies: list[Delivery]
    waiting: list[Draft]

    def __bool__(self) -> bool:
        return bool(self.messages or self.replies or self.waiting)


@dataclass(frozen=True, slots=True)
class Seen:
    """The greatest ids that whoever reads has seen: of a message of theirs, a reply of ours, a step of a waiting one.

    None asks for nothing of that kind.
    """

    message: int | None = None
    reply: int | None = None
    step: int | None = None


def newer_than(conversation: Conversation, member: Member, seen: Seen) -> Newer:
    """What stands there beyond it: messages of theirs, and what colleagues sent or submitted."""
    messages: list[Message] = []
    replies: list[Delivery] = []
    waiting: list[Draft] = []
    if seen.message is not None:
        theirs = conversation.messages.filter(is_ours=False, is_context=False, removed_at=None, pk__gt=seen.message)
        messages = list(theirs.select_related("author").order_by("-sent_at", "-pk")[:MOST])[::-1]
    if seen.reply is not None:
        ours = conversation.deliveries.filter(pk__gt=seen.reply).exclude(member=member).exclude(state__in=GONE)
        replies = list(ours.select_related("member").order_by("-pk")[:MOST])[::-1]
    if seen.step is not None:
        asked = ReviewStep.objects.filter(draft=OuterRef("pk"), round=OuterRef("round"), pk__gt=seen.step)
        drafts = conversation.drafts.filter(Exists(asked), state__in=WAITING).exclude(author=member)
        waiting = list(drafts.select_related("author").defer("image").order_by("-pk")[:MOST])[::-1]
    return Newer(messages, replies, waiting)


def seen_now(conversation: Conversation) -> Seen:
    """What whoever reads now has seen."""
    theirs = conversation.messages.filter(is_ours=False, is_context=False, removed_at=None)
    greatest = {
        "message": Subquery(theirs.order_by("-pk").values("pk")[:1]),
        "reply": Subquery(conversation.deliveries.order_by("-pk").values("pk")[:1]),
        "step": Subquery(
            ReviewStep.objects.filter(draft__conversation=conversation.pk).order_by("-pk").values("pk")[:1]
        ),
    }
    found = Conversation.objects.filter(pk=conversation.pk).values_list(*greatest.values()).get()
    return Seen(*(number or 0 for number in found))
