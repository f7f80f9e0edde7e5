"""What the score of conversations is made of, read from rows in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from inbox.models import Conversation, Message
from routing.models import Reading, ReadingKind
from routing.score import Signals
from routing.surroundings import standing_of, times_of


def signals_of(conversation_ids: Collection[int], now: datetime) -> dict[int, Signals]:
    """By conversation, in two questions: what they said last, who they are, and how long they wait."""
    theirs = Message.objects.filter(conversation=OuterRef("pk"), is_ours=False, is_context=False, removed_at=None)
    rows: list[Any] = list(
        Conversation.objects.filter(pk__in=conversation_ids)
        .select_related("author__contact__survivor")
        .annotate(said=Subquery(theirs.order_by("-sent_at", "-pk").values("pk")[:1]))
    )
    read: dict[int, dict[str, Reading]] = defaultdict(dict)
    for one in Reading.objects.filter(message__in=[row.said for row in rows if row.said]):
        read[one.message_id][one.kind] = one
    return {row.pk: _signals(row, read[row.said or 0], now) for row in rows}


def _signals(row: Any, read: dict[str, Reading], now: datetime) -> Signals:
    contact = (row.author.contact.survivor or row.author.contact) if row.author else None
    reply, tone = read.get(ReadingKind.NEEDS_REPLY), read.get(ReadingKind.SENTIMENT)
    return Signals(
        needs_reply=reply is not None and reply.value == "yes",
        asks=reply is not None and any(one.get("why") == "question" for one in reply.evidence),
        sentiment=tone.value if tone else "",
        followers=row.author.followers if row.author else None,
        relationship=contact.relationship if contact else "",
        waited=times_of(row, now)["waited"],
        promise=standing_of(row, now),
    )
