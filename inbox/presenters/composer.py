"""The composer: what is being written, to whom, as whom, and what the button will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.formats import clock
from accounts.models import Member
from accounts.permissions import may
from inbox.buffers import open_drafts
from inbox.channels.base import Ability
from inbox.feeds import crises_of
from inbox.models import Channel, Conversation, Draft, Message
from inbox.models.draft import DraftKind
from inbox.newer import Seen, seen_now
from inbox.presenters.asked import asked_sentence
from inbox.presenters.escalations import answers_to_insert
from inbox.presenters.later import Later, later_for, leaves_at, minute_in
from inbox.presenters.measure import Count, count_of, place_of
from inbox.presenters.mentions import asked_to_admit
from inbox.presenters.networks import account_of, can, connector_of, network_label
from inbox.presenters.newer import NewerView, newer_views
from inbox.presenters.offering import ALL, offered
from inbox.presenters.submitted import picture_href
from inbox.presenters.thread import name_of, said_at
from inbox.variables import left_in, left_sentence


@dataclass(frozen=True, slots=True)
class Same:
    """What the button said when something newer came between: its name and value in the form, and in words."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Composer:
    """Two buffers and what surrounds them."""

    open: str
    may_reply: bool
    may_note: bool
    may_send: bool
    reply_action: str
    note_action: str
    save_action: str
    reply_href: str
    note_href: str
    back: str
    to: SafeString
    placeholder: str
    verb: str
    because: str
    count: Count
    takes_images: bool
    answers_id: int | str = ""
    seen: Seen = field(default_factory=Seen)
    newer: list[NewerView] = field(default_factory=list)
    same: Same | None = None
    """The act that is offered once more beside what is newer."""
    admit: list[Member] = field(default_factory=list)
    naming: str = ""
    text: str = ""
    inserted: bool = False
    """Whether an answer was just put in: the hand goes there."""
    note_text: str = ""
    alt: str = ""
    image_name: str = ""
    image_href: str = ""
    saved: str = ""
    left: str = ""
    canned_action: str = ""
    canned: list[dict[str, Any]] | None = None
    """What can be put in, where the address asks for the list: for who has no scripts."""
    later: Later | None = None
    must_submit: bool = False
    asked: str = ""
    held: str = ""
    """Why nothing leaves later here, while a crisis is on."""

    @property
    def shown(self) -> bool:
        """Whether there is anything to write."""
        return self.may_reply or self.may_note


def composer_for(
    conversation: Conversation,
    member: Member,
    *,
    query: str,
    target: Message | None,
    address: Mapping[str, Any],
) -> Composer:
    """What this member can write here, with what they have written so far; `address` as for open_conversation()."""
    channel, which = place_of(conversation, target), str(address.get("write", ""))
    drafts = open_drafts(conversation, member)
    reply, note = drafts.get(DraftKind.REPLY), drafts.get(DraftKind.NOTE)
    here = reverse("inbox:conversation", args=[conversation.pk])
    joint = "&" if query else "?"
    may_reply = _may_reply(conversation, member, target)
    inserted = answers_to_insert(conversation, address.get("insert"))
    text = _joined(reply.text if reply else "", inserted)
    asked = asked_sentence(conversation, member, reply, target) if may_reply else ""
    may_send = may(member, "delivery.queue", conversation)
    minute = minute_in(str(address.get("at", "")))
    return Composer(
        open="reply" if may_reply and (which == "reply" or not which) else "note",
        may_reply=may_reply,
        may_note=may(member, "note.add", conversation),
        may_send=may_send,
        reply_action=reverse("inbox:reply", args=[conversation.pk]),
        note_action=reverse("inbox:note", args=[conversation.pk]),
        save_action=reverse("inbox:draft", args=[conversation.pk]),
        reply_href=f"{here}{query}{joint}write=reply#composer",
        note_href=f"{here}{query}{joint}write=note#composer",
        back=query,
        to=_to(conversation, target),
        placeholder=_("Write to %(name)s") % {"name": name_of(target.author)} if target else "",
        verb=verb_of(conversation, channel),
        because=_because(channel),
        count=count_of(channel, text),
        takes_images=_takes_images(channel),
        answers_id=target.pk if target else "",
        seen=seen_now(conversation),
        newer=newer_views(conversation, member, address, query=query) if text else [],
        same=_same(address, minute=minute, submits=bool(asked) or not may_send),
        admit=asked_to_admit(conversation, member, address) if note and note.text else [],
        naming=reverse("inbox:mentionable", args=[conversation.pk]),
        text=text,
        inserted=bool(inserted),
        note_text=note.text if note else "",
        alt=reply.image_alt if reply else "",
        image_name=_("A picture is attached") if reply and reply.image_type else "",
        image_href=picture_href(reply) if reply and reply.image_type else "",
        saved=saved_at(reply) if reply and reply.text else "",
        left=left_sentence(left_in(text)),
        canned_action=reverse("inbox:canned_here", args=[conversation.pk]) if may_reply else "",
        canned=offered(conversation, member, target, "", ALL) if may_reply and "canned" in address else None,
        later=later_for("reply", "", minute) if may_reply else None,
        must_submit=bool(asked),
        asked=asked,
        held=_held(conversation) if may_reply else "",
    )


def _joined(text: str, answer: str) -> str:
    """What was written, and below it the answer of who was asked, unless it stands there already."""
    if not answer or answer in text:
        return text
    return f"{text.rstrip()}\n\n{answer}" if text.strip() else answer


def saved_at(draft: Draft) -> str:
    """ "Saved 12:04"."""
    return _("Saved %(time)s") % {"time": clock(draft.updated_at)}


def verb_of(conversation: Conversation, channel: Channel) -> str:
    """What the button will do, in its own words."""
    if conversation.is_private:
        return _("Send direct message")
    values = {"account": account_of(channel), "network": network_label(channel.network)}
    return _("Reply publicly as %(account)s on %(network)s") % values


def _may_reply(conversation: Conversation, member: Member, target: Message | None) -> bool:
    able = can(place_of(conversation, target), Ability.REPLY) and target is not None
    return able and may(member, "draft.write", conversation)


def _to(conversation: Conversation, target: Message | None) -> SafeString:
    if target is None:
        return format_html("{}", "")
    account = account_of(place_of(conversation, target))
    if conversation.is_private:
        text = _("Answering {message}, privately, as {account}")
    else:
        text = _("Answering {message}, in public, as {account}")
    bold = {"message": said_at(target), "account": account}
    return format_html(text, **{key: format_html("<b>{}</b>", value) for key, value in bold.items()})


def _because(channel: Channel) -> str:
    if not channel.is_active:
        return _("%(channel)s is paused; nothing leaves it until it is resumed.") % {"channel": channel}
    return ""


def _held(conversation: Conversation) -> str:
    """What a crisis means for writing here."""
    names = ", ".join(str(one) for one in crises_of(conversation))
    says = _("The crisis of %(names)s is on: what is set to leave later here is held until it is over.")
    return says % {"names": names} if names else ""


def _takes_images(channel: Channel) -> bool:
    known = connector_of(channel.network)
    return known is not None and Ability.IMAGES in known.abilities


def _same(address: Mapping[str, Any], *, minute: datetime | None, submits: bool) -> Same:
    """What was chosen before something newer was shown; what must be approved is submitted all the same."""
    if minute is not None:
        return Same("later", "at", _("Send it all the same, %(when)s") % {"when": leaves_at(minute)})
    if submits or address.get("way") == "submit":
        return Same("way", "submit", _("Submit it all the same"))
    return Same("way", "send", _("Send it all the same"))
