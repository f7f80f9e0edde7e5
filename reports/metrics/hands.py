"""On how many shoulders the work lies; nobody is named or ranked."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from inbox.models import Conversation, Message
from reports.metrics.number import ENOUGH, Number
from reports.scope import Scope

FIFTH = 5


def concentration(scope: Scope) -> Number:
    """Of the messages that members wrote to people outside in this period, the part that the busiest fifth
    of those who wrote any did (at least one person). 20 % is even; the nearer to 100 %, the more it rests on
    few. For the department that holds the conversation now; nobody is named.
    """
    written = messages(scope).values("member").annotate(count=Count("pk"))
    counts = sorted((row["count"] for row in written), reverse=True)
    total = sum(counts)
    if total < ENOUGH or len(counts) < 2:
        return Number(None, total)
    busiest = -(-len(counts) // FIFTH)
    return Number(sum(counts[:busiest]) / total, total)


def messages(scope: Scope) -> QuerySet[Message]:
    """What members wrote that left in this period."""
    rows = Message.objects.filter(
        conversation__in=scope.conversations().values("pk"),
        **{"sent_at__gte": scope.period.start, "sent_at__lt": scope.period.end},
        **{"is_ours": True, "is_context": False, "is_listening": False},
    )
    return rows.exclude(member=None).order_by()


def written_in(scope: Scope) -> QuerySet[Conversation]:
    """Where they wrote it."""
    return scope.conversations().filter(pk__in=messages(scope).values("conversation_id"))
