"""Which department holds a conversation."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Membership
from accounts.permissions import require
from inbox.actions._lock import lock, store
from inbox.models import Channel, Conversation
from inbox.models.conversation import ConversationQuerySet


@transaction.atomic
def move(conversation: Conversation, *, to: Department, by: Actor) -> Conversation:
    """Hand it to another department; an assignee who does not work there lets go of it."""
    conversation = lock(conversation)
    require(by, "conversation.move", conversation)
    if not to.is_active:
        raise NotPossible(_("%(department)s is archived.") % {"department": to})
    if conversation.department_id == to.pk:
        return conversation
    before, assignee = conversation.department_id, conversation.assignee_id
    conversation.department = to
    conversation.is_closed = closed_now(conversation)
    if assignee and not Membership.objects.filter(department=to, member_id=assignee).exists():
        conversation.assignee = None
    store(conversation, "department", "is_closed", "assignee")
    record("conversation.move", conversation, by=by, before=before, after=to.pk, assignee=assignee)
    return conversation


def closed_now(conversation: Conversation) -> bool:
    """Closed wins over open: department, channel and privacy each can close it."""
    merged_closed = conversation.merged.filter(channel__is_closed=True)
    own = conversation.is_private or conversation.department.is_closed or conversation.channel.is_closed
    return own or merged_closed.exists()


def reclose(conversations: ConversationQuerySet) -> int:
    """Bring `is_closed` in step after a department or channel was closed or opened."""
    through = Conversation.objects.filter(survivor=OuterRef("pk"), channel__is_closed=True)
    closed = (
        Q(is_private=True)
        | Q(Exists(through))
        | Q(Exists(Department.objects.filter(pk=OuterRef("department_id"), is_closed=True)))
        | Q(Exists(Channel.objects.filter(pk=OuterRef("channel_id"), is_closed=True)))
    )
    return conversations.update(
        is_closed=Case(When(closed, then=Value(True)), default=Value(False)),
        version=F("version") + 1,
    )
