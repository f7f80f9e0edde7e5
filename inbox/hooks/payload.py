"""What a program is told of an event: the event itself, a link, and on request what was said."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.feed import facts_of
from accounts.models import Event, Member
from accounts.permissions import forget_roles
from inbox.models import Conversation, Delivery, Escalation, Message, Note, Webhook

LEFT_OUT = "left out of the log"


def payload(webhook: Webhook, event: Event) -> dict[str, Any]:
    """Type, time and data, as Standard Webhooks advises; `content` only where it was asked for and may be read."""
    data: dict[str, Any] = {"event": facts_of(event), "link": link_of(event)}
    if webhook.with_content and (content := content_of(event, webhook.member)):
        data["content"] = content
    return {"type": event.verb, "timestamp": event.occurred_at.isoformat(), "data": data}


def for_the_log(body: dict[str, Any]) -> dict[str, Any]:
    """The same without anybody's words."""
    data = body.get("data")
    if not isinstance(data, dict) or "content" not in data:
        return body
    return {**body, "data": {**data, "content": LEFT_OUT}}


def link_of(event: Event) -> str:
    """Where people look at it."""
    if event.conversation_id is not None:
        return f"{settings.LIAISON_URL}{reverse('inbox:conversation', args=[event.conversation_id])}"
    return f"{settings.LIAISON_URL}/"


def content_of(event: Event, member: Member) -> dict[str, Any] | None:
    """What was said there, for whoever sees the conversation without being an administrator.

    An administrator's look into what is closed is journalled; a webhook takes none.
    """
    seen = Conversation.objects.visible_to(as_colleague(member))
    if event.conversation_id is None or not seen.filter(pk=event.conversation_id).exists():
        return None
    said = _SAID.get(event.subject_kind)
    return said(event) if said is not None else None


def as_colleague(member: Member) -> Member:
    """The same member, but seeing without an administrator's rights."""
    same = copy.copy(member)
    same.is_administrator = False
    forget_roles(same)
    return same


def _message(event: Event) -> dict[str, Any] | None:
    row = Message.objects.select_related("author").filter(pk=event.subject_id, removed_at=None).first()
    if row is None:
        return None
    author = row.author
    return {"text": row.text, "author": str(author) if author else "", "url": row.url}


def _note(event: Event) -> dict[str, Any] | None:
    row = Note.objects.filter(pk=event.subject_id).first()
    return {"text": row.text} if row is not None else None


def _delivery(event: Event) -> dict[str, Any] | None:
    row = Delivery.objects.filter(pk=event.subject_id).first()
    return {"text": row.text} if row is not None else None


def _request(event: Event) -> dict[str, Any] | None:
    row = Escalation.objects.filter(pk=event.subject_id).first()
    if row is None:
        return None
    said = {"text": row.question, "due_at": row.due_at.isoformat() if row.due_at else None}
    more = {"answer": row.answer, "reason_to_decline": row.decline_reason}
    return said | {name: text for name, text in more.items() if text}


_SAID: dict[str, Callable[[Event], dict[str, Any] | None]] = {
    "message": _message,
    "note": _note,
    "delivery": _delivery,
    "escalation": _request,
}
