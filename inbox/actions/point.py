"""Somebody's eye is drawn to a conversation."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.actors import Actor
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.models import Conversation


@transaction.atomic
def point(conversation: Conversation, *, to: Collection[Member], by: Actor) -> Conversation:
    """Tell these members of it; of a closed one only those hear who may see it. Nobody at all is no act."""
    conversation = lock(conversation)
    require(by, "conversation.point", conversation)
    told = sorted({member.pk for member in to if member.is_active})
    if told:
        record("conversation.point", conversation, by=by, tell=told)
    return conversation
