"""What was merged into a conversation, and what might be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import may
from inbox.models import Contact, Conversation, Draft, Handle, Merged
from inbox.models.conversation import ConversationQuerySet
from inbox.models.draft import DraftState
from inbox.presenters.rows import author_name

MOST = 20


@dataclass(frozen=True, slots=True)
class PartView:
    """A conversation that shows in this one; `kept` is what the member had begun to write there."""

    pk: int
    name: str
    network: str
    at: datetime
    action: str
    kept: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that might be merged; `reason` says why it is shown, `obstacle` why it can't be."""

    pk: int
    href: str
    name: str
    network: str
    preview: str
    moment: datetime
    department: str
    state: str
    same_person: bool
    obstacle: str


def parts_in(conversation: Conversation, member: Member) -> list[PartView]:
    """What was merged into it, directly or through others, the oldest merge first."""
    if not conversation.merged_ids:
        return []
    edges = Merged.objects.filter(part__survivor=conversation).select_related("part__author", "part__channel")
    edges = edges.defer("part__channel__credentials")
    begun = Draft.objects.filter(conversation__survivor=conversation, author=member, state=DraftState.WRITING)
    resting = {draft.conversation_id: draft.text for draft in begun.exclude(text="")}
    allowed = may(member, "conversation.unmerge", conversation)
    return [
        PartView(
            edge.part_id,
            author_name(edge.part),
            edge.part.channel.network,
            edge.at,
            reverse("inbox:unmerge", args=[edge.part_id]) if allowed else "",
            resting.get(edge.part_id, ""),
        )
        for edge in edges
    ]


def candidates(conversation: Conversation, member: Member, words: str) -> list[Candidate]:
    """Other conversations of the same person, or those that the words find among all one may see."""
    visible: ConversationQuerySet = Conversation.objects.visible_to(member).exclude(pk=conversation.pk)
    contacts = _family_ids(conversation)
    found = _found(visible, words) if words else visible.filter(author__contact__in=contacts)
    rows = found.select_related("author", "channel", "department").defer("channel__credentials")
    return [
        Candidate(
            row.pk,
            reverse("inbox:conversation", args=[row.pk]),
            author_name(row),
            row.channel.network,
            row.preview or _("No text"),
            row.last_message_at,
            row.department.name,
            str(row.get_outcome_display() if row.outcome else row.get_status_display()),
            row.author is not None and row.author.contact_id in contacts,
            _obstacle(conversation, row, member),
        )
        for row in rows.order_by("-last_message_at", "-pk")[:MOST]
    ]


def _family_ids(conversation: Conversation) -> set[int]:
    if conversation.author is None:
        return set()
    return set(Contact.objects.family(conversation.author.contact_id).values_list("pk", flat=True))


def _found(visible: ConversationQuerySet, words: str) -> ConversationQuerySet:
    """By number, or by the name or handle of who wrote."""
    number = words.lstrip("#")
    if number.isascii() and number.isdecimal() and len(number) < 18:
        return visible.filter(pk=int(number))
    named = Handle.objects.filter(Q(name__icontains=words) | Q(handle__icontains=words.lstrip("@")))
    return visible.filter(author__in=named.values("pk"))


def _obstacle(conversation: Conversation, other: Conversation, member: Member) -> str:
    """Why it would be refused, as far as that can be told before."""
    if not may(member, "conversation.merge", other):
        return _("%(department)s holds it.") % {"department": other.department}
    if other.is_private != conversation.is_private:
        return _("One is private and one is public.")
    differ = other.is_closed != conversation.is_closed
    if differ or (other.is_closed and other.department_id != conversation.department_id):
        return _("They are closed to different people.")
    return ""
