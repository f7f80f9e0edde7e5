"""How much a conversation presses."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions._lock import lock, store
from inbox.models import Conversation
from inbox.models.conversation import Priority


@transaction.atomic
def prioritise(conversation: Conversation, *, priority: int, by: Actor) -> Conversation:
    """Give it one of the four priorities; raises NotPossible for any other number."""
    conversation = lock(conversation)
    require(by, "conversation.prioritise", conversation)
    if priority not in Priority.values:
        raise NotPossible(_("“%(priority)s” is no priority.") % {"priority": priority})
    if conversation.priority == priority:
        return conversation
    before = conversation.priority
    conversation.priority = priority
    store(conversation, "priority")
    record("conversation.prioritise", conversation, by=by, priority=int(priority), before=before)
    return conversation
