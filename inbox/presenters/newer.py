"""What was said while somebody was writing, shown beside their own text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from inbox.models import Conversation
from inbox.newer import newer_than
from inbox.presenters.texts import Piece, pieces
from inbox.presenters.thread import name_of


@dataclass(frozen=True, slots=True)
class NewerView:
    """One newer thing; `answer_href` answers it instead, where that makes sense."""

    sentence: str
    author: str
    moment: datetime
    pieces: list[Piece]
    answer_href: str = ""


def newer_views(
    conversation: Conversation, member: Member, address: Mapping[str, Any], *, query: str
) -> list[NewerView]:
    """What the address says the writer has not seen when they sent, as "message-reply"."""
    seen, _dash, seen_reply = str(address.get("newer", "")).partition("-")
    newer = newer_than(conversation, member, seen=_number(seen), seen_reply=_number(seen_reply))
    here = reverse("inbox:conversation", args=[conversation.pk]) + query + ("&" if query else "?")
    theirs = [
        NewerView(
            _("%(name)s wrote again while you were writing.") % {"name": name_of(message.author)},
            name_of(message.author),
            message.sent_at,
            pieces(message.text, message.links),
            f"{here}answers={message.pk}&write=reply#composer",
        )
        for message in newer.messages
    ]
    ours = [
        NewerView(
            _("%(member)s answered while you were writing.") % {"member": reply.member},
            str(reply.member),
            reply.created_at,
            pieces(reply.text, ()),
        )
        for reply in newer.replies
    ]
    return sorted([*theirs, *ours], key=lambda view: view.moment)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
