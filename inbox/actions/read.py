"""What a member has seen; private to them, so no event."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from accounts.events import record
from accounts.models import Member
from accounts.permissions import require, roles_of
from inbox.actions.duty import look
from inbox.ephemeral import ring
from inbox.models import Conversation, Notification, ReadMark
from inbox.models.conversation import Status


def mark_read(conversation: Conversation, *, by: Member) -> Conversation:
    """Remember that the member has seen everything up to now, what they were told of it included.

    Who opens open work of their department has looked at it for all.
    """
    now = timezone.now()
    ReadMark.objects.bulk_create(
        [ReadMark(conversation=conversation, member=by, read_at=now)],
        update_conflicts=True,
        unique_fields=["member", "conversation"],
        update_fields=["read_at"],
    )
    told = Notification.objects.filter(Q(conversation=conversation) | Q(conversation__survivor=conversation))
    if told.filter(recipient=by, read_at=None).update(read_at=now):
        ring({by.pk})
    if conversation.status == Status.OPEN:
        look(conversation.department_id, by=by)
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
