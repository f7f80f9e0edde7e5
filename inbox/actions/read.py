"""What a member has seen; private to them, so no event."""

from __future__ import annotations

from django.utils import timezone

from accounts.events import record
from accounts.models import Member
from accounts.permissions import require, roles_of
from inbox.models import Conversation, ReadMark


def mark_read(conversation: Conversation, *, by: Member) -> Conversation:
    """Remember that the member has seen everything up to now."""
    ReadMark.objects.update_or_create(conversation=conversation, member=by, defaults={"read_at": timezone.now()})
    return conversation


def mark_unread(conversation: Conversation, *, by: Member) -> Conversation:
    """Forget that the member has seen it."""
    ReadMark.objects.filter(conversation=conversation, member=by).delete()
    return conversation


def view_closed(conversation: Conversation, *, by: Member) -> Conversation:
    """Journal that an administrator looked into a department that is not theirs."""
    require(by, "conversation.view_closed", conversation)
    if conversation.department_id not in roles_of(by):
        record("conversation.view_closed", conversation, by=by)
    return conversation
