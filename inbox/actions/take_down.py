"""Taking one of our own messages down again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions.receive import remove
from inbox.channels.base import Ability, Removed
from inbox.connect import connector_for
from inbox.models import Message


@transaction.atomic
def delete(message: Message, *, by: Actor) -> Message:
    """Have our message removed from the network; a worker does it, and again until it is gone."""
    require(by, "message.delete", message)
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("conversation__department", "channel")
        .get(pk=message.pk)
    )
    if not message.is_ours:
        raise NotPossible(_("Only our own messages can be deleted."))
    if Ability.DELETE not in connector_for(message.channel).abilities:
        raise NotPossible(_("%(network)s does not let us delete messages.") % {"network": message.channel.network})
    if message.removed_at or message.removal_due_at:
        return message
    message.removal_due_at, message.removal_error = timezone.now(), ""
    message.save(update_fields=["removal_due_at", "removal_error"])
    record("message.delete", message, by=by)
    return message


def taken_down(message: Message, *, by: Actor) -> Message:
    """The network took it down."""
    with transaction.atomic():
        remove(message.channel, [Removed(message.external_id)], by=by)
    message.refresh_from_db()
    return message


def removal_failed(message: Message, *, error: str, final: bool, by: Actor) -> Message:
    """The network did not take it down: tell why, and try again in a minute unless it is final."""
    message.removal_error = error
    message.removal_due_at = None if final else timezone.now() + timedelta(minutes=1)
    message.save(update_fields=["removal_error", "removal_due_at"])
    return message
