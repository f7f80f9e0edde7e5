"""What was promised in conversations, and for whom it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from reports.measured import Measured
from reports.models import Kind
from reports.story import Story
from routing.calendars import Calendar
from routing.models import ClockRow
from routing.models.clock import State
from routing.stored import calendar_of

VALUES: dict[str, int | None] = {State.MET: 1, State.BREACHED: 0}


def clocks_of(ids: Iterable[int]) -> dict[int, list[ClockRow]]:
    """Every promise that was made, by conversation; one query."""
    found: dict[int, list[ClockRow]] = defaultdict(list)
    for clock in ClockRow.objects.filter(conversation__in=ids).select_related("calendar").order_by("pk"):
        found[clock.conversation_id].append(clock)
    return found


def calendars(clocks: Iterable[ClockRow]) -> dict[str, Calendar]:
    """By promise; the last that was made says which hours count."""
    return {clock.promise: calendar_of(clock.calendar) for clock in clocks}


def promises(story: Story, clocks: dict[int, list[ClockRow]]) -> Iterator[Measured]:
    """Those of a conversation, and those that were kept or broken in what was merged into it.

    Each counts for the department that held the conversation when it was kept or broken; what still
    runs, for the one that holds it. What is no longer owed was neither kept nor broken.
    """
    for place in (story.conversation, *(part.place for part in story.parts)):
        for clock in clocks[place]:
            if clock.state != State.STOPPED:
                department = story.holder_at(_decided_at(clock), place)
                yield Measured(Kind.PROMISE, clock.started_at, department, VALUES.get(clock.state), clock.promise)


def _decided_at(clock: ClockRow) -> datetime | None:
    return clock.breached_at if clock.state == State.BREACHED else clock.ended_at
