"""What was promised in conversations until they were merged into others: kept or broken, it stays so."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Event
from inbox.models import Conversation, Merged
from routing.clocks import Clock, ClockState, fold
from routing.promising import Book
from routing.reading import acts_before

DECIDED = (ClockState.MET, ClockState.BREACHED)


def decided(part: Conversation, books: Sequence[Book]) -> list[Clock]:
    """The clocks of a merged conversation that were decided by then; all of them are over.

    What still ran goes on at its survivor, to which everything that was said was carried.
    """
    edge = Merged.objects.filter(part=part).first()
    if edge is None:
        return []
    merges = Event.objects.filter(conversation_id=edge.whole_id, verb="conversation.merge", data__part=part.pk)
    last = merges.order_by("-pk").first()
    if last is None:
        return []
    clocks = fold(acts_before(part, last), [book for book in books if book.at <= edge.at])
    for clock in clocks:
        if clock.ended_at is None:
            clock.end(edge.at, kept=False)
    return [clock for clock in clocks if clock.state_at(edge.at) in DECIDED]
