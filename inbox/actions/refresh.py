"""Keeps a conversation's row in step with its messages, and its status with who wrote last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, fields
from datetime import datetime

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.actions._settled import lines_of
from inbox.actions._together import update_together
from inbox.actions.resolve import open_again
from inbox.models import Conversation, Message
from inbox.models.conversation import Status
from inbox.summary import Summary, summarise

SUMMED_UP = [field.name for field in fields(Summary)]


def refresh(conversation_ids: Collection[int]) -> set[int]:
    """Rewrite the denormalised columns of these conversations from their messages.

    Returns those in which somebody waited for us before.
    """
    if not conversation_ids:
        return set()
    lines = lines_of(conversation_ids)
    conversations = Conversation.objects.select_for_update(no_key=True).filter(pk__in=lines)
    changed, waited = [], set()
    for conversation in conversations.order_by("pk"):
        if conversation.waiting_since is not None:
            waited.add(conversation.pk)
        summary = asdict(summarise(lines[conversation.pk]))
        for name, value in summary.items():
            setattr(conversation, name, value)
        conversation.version += 1
        changed.append(conversation)
    update_together(changed, *SUMMED_UP, "version")
    return waited


def states_after(messages: Iterable[Message], *, by: Actor, removed: Iterable[Message] = ()) -> None:
    """They wrote: open (from pending, snoozed and resolved too). We wrote last: pending.

    `removed` are messages that were taken away: with the last open question goes the work,
    with our answer it comes back.
    """
    spoken, gone = defaultdict(list), defaultdict(list)
    for message in messages:
        if not message.is_context and message.removed_at is None:
            spoken[message.conversation_id].append(message)
    for message in removed:
        if not message.is_context:
            gone[message.conversation_id].append(message)
    acts, changed = [], []
    conversations = Conversation.objects.select_for_update(no_key=True).filter(pk__in={*spoken, *gone})
    for conversation in conversations.order_by("pk"):
        act = _state_after(conversation, spoken[conversation.pk], gone[conversation.pk])
        if act is not None:
            acts.append(act)
            conversation.version += 1
            changed.append(conversation)
    update_together(changed, "status", "outcome", "snoozed_until", "resolved_at", "version")
    record_all(acts, by=by)


def _state_after(conversation: Conversation, new: list[Message], gone: list[Message]) -> Act | None:
    """Change the status in place as the messages ask; the act to record (at their time), or None."""
    waits, before = conversation.waiting_since is not None, conversation.status
    asked = any(not message.is_ours for message in new)
    if waits and before != Status.OPEN and asked:
        open_again(conversation)
        facts = {"before": before, "cause": "message"}
        return Act("conversation.reopen", conversation, facts, max(message.sent_at for message in new))
    if waits and before == Status.PENDING and any(message.is_ours for message in gone):
        open_again(conversation)
        facts = {"before": before, "cause": "removal"}
        return Act("conversation.reopen", conversation, facts, _last_removal(gone))
    answered = any(message.is_ours for message in new)
    if not waits and before == Status.OPEN and (answered or any(not message.is_ours for message in gone)):
        conversation.status = Status.PENDING
        at = max(message.sent_at for message in new) if new else _last_removal(gone)
        return Act("conversation.await", conversation, {"before": before}, at)
    return None


def _last_removal(gone: list[Message]) -> datetime:
    return max(message.removed_at for message in gone if message.removed_at)
