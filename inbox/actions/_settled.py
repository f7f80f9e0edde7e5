"""What still waits for us: resolving settles every question, reopening lets it wait again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from inbox.models import Conversation, Message
from inbox.summary import Line, summarise

FACTS = ("sent_at", "author_id", "is_ours", "is_context", "is_listening", "removed_at", "settled_at", "text")


def lines_of(conversation_ids: Collection[int]) -> dict[int, list[Line]]:
    """The messages of these conversations as their summaries want them."""
    lines: dict[int, list[Line]] = defaultdict(list)
    rows = Message.objects.filter(conversation_id__in=conversation_ids).order_by("sent_at", "external_id")
    for conversation_id, sent_at, author, ours, context, listening, removed_at, settled_at, text in rows.values_list(
        "conversation_id", *FACTS
    ):
        gone, settled = removed_at is not None, settled_at is not None
        lines[conversation_id].append(Line(sent_at, author, ours, context, listening, gone, settled, text))
    return lines


def settle(conversation_ids: Collection[int], at: datetime) -> None:
    """Nothing of what has arrived in these conversations waits any longer; `at` is when they were resolved."""
    asked = Message.objects.filter(conversation_id__in=conversation_ids, is_ours=False, is_context=False)
    asked.filter(settled_at=None).update(settled_at=at)


def unsettle(conversation: Conversation) -> None:
    """What its last resolution settled waits again, since it was written (the caller stores the conversation).

    What was settled elsewhere, before people merged it into this one, stays settled.
    """
    if conversation.resolved_at is None:
        return
    own = Q(home=None, settled_at__gte=conversation.resolved_at)
    settled = Message.objects.filter(own | Q(settled_at=conversation.resolved_at), conversation=conversation)
    settled.update(settled_at=None)
    conversation.waiting_since = summarise(lines_of([conversation.pk])[conversation.pk]).waiting_since
