"""Notes, which members read and nobody else, and the messages that they stand between."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Facts, Resource
from accounts.api.shapes import GREATEST, Listed, Shape, Strict
from accounts.models import Member
from inbox.actions import fact, take_down
from inbox.actions.read import view_closed
from inbox.models import Conversation, Fact, Message, Note
from inbox.models.message import MessageKind


class NoteShape(Shape[Note]):
    """Text for members only."""

    class Meta:
        model = Note
        fields = ("id", "conversation", "author", "text", "created_at")
        read_only_fields = fields


class OfConversation(Listed):
    """Which conversation's."""

    conversation = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class MessagesAsked(OfConversation):
    """Which messages."""

    kind = serializers.ChoiceField(choices=MessageKind.choices, required=False)
    is_ours = serializers.BooleanField(required=False, default=None, allow_null=True)


class MessageShape(Shape[Message]):
    """One item of a conversation. `removed_at` says that its author or the network took it away."""

    author_name: Any = serializers.SerializerMethodField()
    author_handle: Any = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = (
            *("id", "conversation", "channel", "external_id", "parent_external_id", "kind", "text", "language", "url"),
            *("author", "author_name", "author_handle", "member", "is_ours", "is_context", "is_listening"),
            *("attachments", "links", "sent_at", "received_at", "edited_at", "removed_at", "removal_due_at"),
            "removal_error",
        )
        read_only_fields = fields

    def get_author_name(self, row: Message) -> str:
        """As they call themselves."""
        return str(row.author or "")

    def get_author_handle(self, row: Message) -> str:
        """Their name on the network."""
        return row.author.handle if row.author else ""


class FactShape(Shape[Fact]):
    """What somebody told us: `source` is the message in which they said it."""

    class Meta:
        model = Fact
        fields = ("id", "contact", "department", "source", "said_on", "text", "author", "created_at", "removed_at")
        read_only_fields = fields


class Said(Strict):
    """What they told us."""

    text = serializers.CharField(max_length=500)


def of_conversation(rows: QuerySet[Any], given: Facts, by: Member, *, way: str = "conversation") -> QuerySet[Any]:
    """Narrowed to one conversation (`way` leads to it); an administrator's look into a closed one is journalled."""
    number = given.get("conversation")
    if number is None:
        return rows.filter(**{f"{way}__is_closed": False}) if by.is_administrator else rows
    found = Conversation.objects.visible_to(by).filter(pk=number).first()
    if found is None:
        raise ValidationError({"conversation": [_("There is none with this number, or it is closed to you.")]})
    if by.is_administrator and found.is_closed:
        view_closed(found, by=by)
    return rows.filter(**{way: found})


def look(row: Any, by: Member) -> None:
    """As at the conversation itself, where the row is of one."""
    place = row.conversation
    if place is not None and by.is_administrator and place.is_closed:
        view_closed(place, by=by)


def _messages(rows: QuerySet[Any], given: Facts, by: Member) -> QuerySet[Any]:
    rows = of_conversation(rows, given, by)
    for name in ("kind", "is_ours"):
        if given.get(name) is not None:
            rows = rows.filter(**{name: given[name]})
    return rows


def messages(by: Member) -> QuerySet[Message]:
    """Those of conversations that they may see; a closed one's only for administrators who name it."""
    rows = Message.objects.filter(conversation__in=Conversation.objects.visible_to(by).order_by())
    return rows.select_related("conversation__department", "author")


def notes(by: Member) -> QuerySet[Note]:
    """As messages."""
    rows = Note.objects.filter(conversation__in=Conversation.objects.visible_to(by).order_by())
    return rows.select_related("conversation__department")


NOTES = Resource(
    name="notes",
    area="conversations",
    about="What members wrote beside conversations. New ones: `/conversations/{id}/note/`.",
    rows=notes,
    shown=NoteShape,
    asked=OfConversation,
    narrow=of_conversation,
    looked=look,
)
MESSAGES = Resource(
    name="messages",
    area="conversations",
    about="What they wrote and what we wrote, the newest first.",
    rows=messages,
    shown=MessageShape,
    asked=MessagesAsked,
    narrow=_messages,
    looked=look,
    acts=(
        Act("message.delete", take_down.delete),
        Act("fact.add", fact.learn, Said, word="fact", shown=FactShape),
    ),
)
