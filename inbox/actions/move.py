"""Which department holds a conversation."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Event, Member, Membership
from accounts.permissions import may, require
from inbox.actions._custody import hand
from inbox.actions._lock import lock, store
from inbox.models import Channel, Conversation
from inbox.models.conversation import ConversationQuerySet
from inbox.seeing import who_sees


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
    if assignee and not Membership.objects.filter(department=to, member_id=assignee).exists():
        conversation.assignee = None
    _hand(conversation, to)
    record("conversation.move", conversation, by=by, before=before, after=to.pk, assignee=assignee)
    return conversation


@transaction.atomic
def move_back(conversation: Conversation, *, act: Event, by: Member) -> Conversation:
    """Take back one's own move, with the assignee who let go of it.

    The right is asked in the department that it came from, since whoever hands something over
    need not work where it went. Raises NotPossible for what one can't see any more.
    """
    conversation = lock(conversation)
    former = Department.objects.filter(pk=act.data["before"], is_active=True).first()
    if former is None:
        raise NotPossible(_("The department that held it is archived."))
    require(by, "conversation.move", Conversation(department=former))
    if not who_sees(conversation).filter(pk=by.pk).exists():
        raise NotPossible(_("It is closed to you now; ask %(department)s.") % {"department": conversation.department})
    before, assignee = conversation.department_id, conversation.assignee_id
    if assignee is None:
        conversation.assignee = _who_let_go(act, former)
    elif not Membership.objects.filter(department=former, member_id=assignee).exists():
        conversation.assignee = None
    _hand(conversation, former, takes_back=True)
    record("conversation.move", conversation, by=by, before=before, after=former.pk, assignee=assignee)
    return conversation


def _hand(conversation: Conversation, to: Department, *, takes_back: bool = False) -> None:
    hand(conversation, to, takes_back=takes_back)
    conversation.is_closed = closed_now(conversation)
    store(conversation, "department", "is_closed", "assignee")


def _who_let_go(act: Event, former: Department) -> Member | None:
    """The assignee whom the move took it from, if they can still work it and nobody was given it since."""
    since = Event.objects.filter(conversation_id=act.conversation_id, pk__gt=act.pk)
    if since.filter(verb__in=[f"conversation.{word}" for word in ("take", "assign", "unassign", "place")]).exists():
        return None
    member = Member.objects.active().filter(pk=act.data.get("assignee")).first()
    works_there = member is not None and may(member, "conversation.take", Conversation(department=former))
    return member if works_there else None


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
