"""Keeps a conversation's row in step with its messages, and its status with who wrote last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, fields

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.actions._together import update_together
from inbox.actions.resolve import open_again
from inbox.models import Conversation, Message
from inbox.models.conversation import Status
from inbox.summary import Line, Summary, summarise

SUMMED_UP = [field.name for field in fields(Summary)]


def refresh(conversation_ids: Collection[int]) -> None:
    """Rewrite the denormalised columns of these conversations from their messages."""
    if not conversation_ids:
        return
    lines: dict[int, list[Line]] = defaultdict(list)
    rows = Message.objects.filter(conversation_id__in=conversation_ids).values_list(
        "conversation_id", "sent_at", "author_id", "is_ours", "is_context", "is_listening", "removed_at", "text"
    )
    for conversation_id, sent_at, author, ours, context, listening, removed_at, text in rows:
        line = Line(sent_at, author, ours, context, listening, removed_at is not None, text)
        lines[conversation_id].append(line)
    conversations = Conversation.objects.select_for_update(no_key=True).filter(pk__in=lines)
    changed = []
    for conversation in conversations.order_by("pk"):
        summary = asdict(summarise(lines[conversation.pk]))
        for name, value in summary.items():
            setattr(conversation, name, value)
        conversation.version += 1
        changed.append(conversation)
    update_together(changed, *SUMMED_UP, "version")


def states_after(messages: Iterable[Message], *, by: Actor) -> None:
    """They wrote: open (from pending, snoozed and resolved too). We wrote last: pending."""
    spoken = defaultdict(list)
    for message in messages:
        if not message.is_context:
            spoken[message.conversation_id].append(message)
    acts, changed = [], []
    conversations = Conversation.objects.select_for_update(no_key=True).filter(pk__in=spoken)
    for conversation in conversations.order_by("pk"):
        act = _state_after(conversation, spoken[conversation.pk])
        if act is not None:
            acts.append(act)
            conversation.version += 1
            changed.append(conversation)
    update_together(changed, "status", "outcome", "snoozed_until", "resolved_at", "version")
    record_all(acts, by=by)


def _state_after(conversation: Conversation, new: list[Message]) -> Act | None:
    """Change the status in place as the new messages ask; the act to record (at their time), or None."""
    waits = conversation.waiting_since is not None
    before, spoken_at = conversation.status, max(message.sent_at for message in new)
    if waits and before != Status.OPEN and any(not message.is_ours for message in new):
        open_again(conversation)
        facts = {"before": before, "cause": "message"}
        return Act("conversation.reopen", conversation, facts, spoken_at)
    if not waits and before == Status.OPEN and any(message.is_ours for message in new):
        conversation.status = Status.PENDING
        return Act("conversation.await", conversation, {"before": before}, spoken_at)
    return None
