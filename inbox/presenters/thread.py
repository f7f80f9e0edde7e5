"""A conversation as it is read: messages, notes and what happened, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import clock, short_name
from accounts.models import Event, Member
from accounts.permissions import may
from inbox.channels.base import Ability
from inbox.models import Channel, Conversation, Delivery, Handle, Media, Message, Note
from inbox.presenters.cards import DraftCard, draft_cards
from inbox.presenters.chips import NotePiece, note_pieces, with_mentions
from inbox.presenters.happenings import EventView, Names, event_view
from inbox.presenters.media import MediaView, copies_of, face_of, media_of
from inbox.presenters.networks import account_of, can, network_label
from inbox.presenters.standing import SHOWN, Standing, standing_of, standing_of_message
from inbox.presenters.submitted import picture_view
from inbox.presenters.texts import Piece, pieces, web_address
from inbox.presenters.watches import names_by_message

LATEST = 200


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as it is drawn."""

    id: str
    ours: bool
    author: str
    aside: str
    network: str
    moment: datetime
    pieces: list[Piece]
    media: list[MediaView] = field(default_factory=list)
    face: str = ""
    context: bool = False
    found_words: str = ""
    edited_at: datetime | None = None
    deleted_words: str = ""
    network_href: str = ""
    network_words: str = ""
    state: Standing | None = None
    reply_href: str = ""
    fact_href: str = ""
    delete_action: str = ""
    delete_question: str = ""
    target: bool = False


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as it is drawn."""

    id: int
    author: str
    moment: datetime
    pieces: list[NotePiece]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the thread; exactly one of the four is set."""

    moment: datetime
    message: MessageView | None = None
    note: NoteView | None = None
    event: EventView | None = None
    draft: DraftCard | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """All that is read, and how much lies before it."""

    entries: list[Entry]
    earlier: int


class Reader:
    """Draws a conversation for one member; `query` is the list's, kept in every address."""

    def __init__(
        self,
        conversation: Conversation,
        member: Member,
        past: tuple[Sequence[Event], Names],
        *,
        query: str,
        target: Message | None,
    ) -> None:
        self.conversation = conversation
        self.past = past
        self.member = member
        self.query = query
        self.target = target
        self.channels = channels_of(conversation)
        self.found: dict[int, str] = {}
        self.copies: dict[str, Media] = {}
        self.may_reply = may(member, "draft.write", conversation)
        self.may_delete = may(member, "message.delete", conversation)
        self.may_know = may(member, "fact.add", conversation)

    def thread(self, *, whole: bool = False) -> Thread:
        """Everything, or the latest part of it, in six queries."""
        count = self.conversation.message_count
        messages = self._messages(None if whole else LATEST)
        heard = [message.pk for message in messages if message.is_listening]
        self.found = names_by_message(heard, self.member) if heard else {}
        self.copies = copies_of(messages, {pk: channel.network for pk, channel in self.channels.items()})
        entries = [Entry(message.sent_at, message=self.message(message)) for message in messages]
        entries += [Entry(delivery.created_at, message=self.outgoing(delivery)) for delivery in self._waiting()]
        oldest = messages[0].sent_at if messages and not whole and count > len(messages) else None
        entries += self._between(oldest)
        newest = max((m.pk for m in messages if not m.is_ours and not m.is_context), default=0)
        entries += [Entry(card.moment, draft=card) for card in draft_cards(self.conversation, self.member, newest)]
        return Thread(sorted(entries, key=lambda entry: entry.moment), max(0, count - len(messages)))

    def _messages(self, latest: int | None) -> list[Message]:
        found = self.conversation.messages.select_related("author", "member", "delivery")
        return list(found.order_by("-sent_at", "-pk")[:latest])[::-1]

    def _waiting(self) -> Iterable[Delivery]:
        """Replies that are no message yet (without the bytes of their pictures)."""
        found = self.conversation.deliveries.filter(message=None, state__in=SHOWN)
        return found.select_related("member", "draft").defer("draft__image")

    def _between(self, since: datetime | None) -> Iterable[Entry]:
        notes: Any = with_mentions(self.conversation.notes.select_related("author"))
        events, names = self.past
        for note in notes:
            if since is None or note.created_at >= since:
                yield Entry(note.created_at, note=_note(note))
        for event in events:
            if since is None or event.recorded_at >= since:
                yield Entry(event.recorded_at, event=event_view(event, names))

    def message(self, message: Message) -> MessageView:
        """A message that is on the network (or was)."""
        delivery: Delivery | None = getattr(message, "delivery", None)
        removed = message.removed_at is not None
        channel = self.channels[message.channel_id]
        network = network_label(channel.network)
        return MessageView(
            id=str(message.pk),
            ours=message.is_ours,
            author=account_of(channel) if message.is_ours else name_of(message.author),
            aside=_by(message.member) if message.is_ours else _handle(message.author),
            network=channel.network,
            moment=message.sent_at,
            pieces=pieces(message.text, message.links),
            media=media_of(message, channel.network, self.copies),
            face="" if message.is_ours else face_of(message.author),
            context=message.is_context,
            found_words=self._found(message),
            edited_at=message.edited_at,
            deleted_words=_deleted(message) if removed else "",
            network_href=web_address(message.url) if not removed else "",
            network_words=_("On %(network)s") % {"network": network},
            state=None if removed else standing_of_message(message, network) or self._standing(delivery),
            reply_href="" if message.is_ours or removed else self._answering(message),
            fact_href="" if message.is_ours or message.is_listening else self._knowing(message),
            delete_action=self._deleting(message),
            delete_question=_("Take this reply down for everybody? It can't be brought back."),
            target=self.target is not None and message.pk == self.target.pk and self.conversation.message_count > 1,
        )

    def outgoing(self, delivery: Delivery) -> MessageView:
        """A reply that has not been seen to stand on the network yet."""
        draft = delivery.draft
        return MessageView(
            id=f"d{delivery.pk}",
            ours=True,
            author=account_of(self.channels[delivery.channel_id]),
            aside=_by(delivery.member),
            network=self.channels[delivery.channel_id].network,
            moment=delivery.created_at,
            pieces=pieces(delivery.text, ()),
            media=[picture_view(draft, draft.image_alt)] if draft.image_type else [],
            state=self._standing(delivery),
        )

    def _standing(self, delivery: Delivery | None) -> Standing | None:
        if delivery is None:
            return None
        delivery.conversation = self.conversation  # rights are asked there; it is the same row
        return standing_of(delivery, self.member, network_label(self.channels[delivery.channel_id].network))

    def _found(self, message: Message) -> str:
        """How we came by what nobody said to us."""
        if not message.is_listening or message.pk not in self.found:
            return ""
        return _("found by %(watches)s") % {"watches": self.found[message.pk]}

    def _knowing(self, message: Message) -> str:
        """Where what somebody says here is noted as a fact about them."""
        if not self.may_know or message.author is None:
            return ""
        return f"{reverse('inbox:contact', args=[message.author.contact_id])}?from={message.pk}#facts"

    def _answering(self, message: Message) -> str:
        if not self.may_reply or not can(self.channels[message.channel_id], Ability.REPLY):
            return ""
        address = reverse("inbox:conversation", args=[self.conversation.pk])
        return f"{address}{self.query}{'&' if self.query else '?'}answers={message.pk}"

    def _deleting(self, message: Message) -> str:
        gone = message.removed_at or message.removal_due_at
        able = self.may_delete and can(self.channels[message.channel_id], Ability.DELETE)
        if not (message.is_ours and able) or gone or message.is_context:
            return ""
        return reverse("inbox:delete", args=[message.pk])


def channels_of(conversation: Conversation) -> dict[int, Channel]:
    """The channels whose messages show here: its own, and those of what was merged into it."""
    found = {conversation.channel_id: conversation.channel}
    if not conversation.merged_ids:
        return found
    through = Channel.objects.filter(conversations__survivor=conversation).exclude(pk=conversation.channel_id)
    return found | {channel.pk: channel for channel in through.defer("credentials").distinct()}


def name_of(handle: Handle | None) -> str:
    """Who wrote: the name, else the handle; never empty."""
    if handle is None:
        return _("Somebody")
    return short_name(handle.name, short_name(handle.handle, _("No name")))


def said_at(message: Message) -> str:
    """ "Mira’s post of 12:00", for the composer."""
    kind = str(message.get_kind_display()).lower()
    values = {"name": name_of(message.author), "kind": kind, "time": clock(message.sent_at)}
    return _("%(name)s’s %(kind)s of %(time)s") % values


def latest_incoming(messages: Sequence[Message]) -> Message | None:
    """The newest message of theirs that stands: of those that ask for an answer, else of those found by listening."""
    quiet = ("is_ours", "is_context", "removed_at")
    theirs = [m for m in messages if not any(getattr(m, name) for name in quiet)]
    asking = [m for m in theirs if not m.is_listening] or theirs
    return asking[-1] if asking else None


def _handle(handle: Handle | None) -> str:
    if handle is None or not handle.handle or short_name(handle.name, "") in ("", handle.handle):
        return ""
    return f"@{handle.handle.lstrip('@')}"


def _by(member: Member | None) -> str:
    return _("by %(member)s") % {"member": member} if member else _("written on the network")


def _deleted(message: Message) -> str:
    when = {"time": clock(message.removed_at)} if message.removed_at else {"time": ""}
    if message.is_ours:
        return _("We took this down at %(time)s.") % when
    return _("Deleted by its author at %(time)s. Only members still see it.") % when


def _note(note: Note) -> NoteView:
    return NoteView(note.pk, str(note.author or _("A former member")), note.created_at, note_pieces(note))
