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
from inbox.newer import Seen, newer_than
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
    """What the address says the writer has not seen when they sent, as "message-reply-step"."""
    parts = [*str(address.get("newer", "")).split("-"), "", "", ""]
    newer = newer_than(conversation, member, Seen(*(_number(part) for part in parts[:3])))
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
    waiting = [
        NewerView(
            _("%(member)s’s reply waits for approval since.") % {"member": draft.author},
            str(draft.author),
            draft.submitted_at or draft.updated_at,
            pieces(draft.text, ()),
        )
        for draft in newer.waiting
    ]
    return sorted([*theirs, *ours, *waiting], key=lambda view: view.moment)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
