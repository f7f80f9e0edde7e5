"""Things that fall due by themselves: snoozes that end, messages of ours to take down."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.actors import DELIVERY, SCHEDULE
from inbox.actions.resolve import wake
from inbox.actions.take_down import removal_failed, taken_down
from inbox.channels.base import ChannelError, Rejected
from inbox.connect import connector_for
from inbox.models import Conversation, Message
from inbox.models.conversation import Status


@shared_task
def sweep_snoozed() -> None:
    """Wake what has slept long enough."""
    due = Conversation.objects.standing().filter(status=Status.SNOOZED, snoozed_until__lte=timezone.now())
    for conversation in due.order_by("snoozed_until")[:500]:
        wake(conversation, by=SCHEDULE)


@shared_task
def sweep_removals() -> None:
    """Start taking down what is due."""
    due = Message.objects.filter(removal_due_at__lte=timezone.now())
    for message_id in due.values_list("pk", flat=True)[:200]:
        take_down.delay(message_id)


@shared_task
def take_down(message_id: int) -> None:
    """Remove one of our own messages from its network."""
    message = (
        Message.objects.select_related("channel", "conversation")
        .filter(pk=message_id, removal_due_at__lte=timezone.now())
        .first()
    )
    if message is None:
        return
    try:
        connector_for(message.channel).delete(message.external_id)
    except ChannelError as error:
        final = isinstance(error, Rejected)
        removal_failed(message, error=str(error), final=final, by=DELIVERY)
    else:
        taken_down(message, by=DELIVERY)
