"""The line under a title: who held the conversation, and who holds it now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Event
from inbox.models import Conversation
from inbox.presenters.escalations import RequestView
from inbox.presenters.happenings import Names, is_transfer

STOPS = 4


@dataclass(frozen=True, slots=True)
class Stop:
    """One department on the line. Exactly one stop of a line is "now"."""

    name: str
    state: str = "was"
    due: datetime | None = None
    late: bool = False


def custody(
    conversation: Conversation, events: Iterable[Event], names: Names, asked: Sequence[RequestView] = ()
) -> list[Stop]:
    """The last departments that held it, then the one that does, then those that are asked."""
    own = [event for event in events if event.conversation_id == conversation.pk]
    moves = [event for event in own if event.verb == "conversation.move" or is_transfer(event)]
    held = [Stop(names.department(event.data.get("before"))) for event in moves]
    waiting = [Stop(one.to_name, "asked", one.due_at, late=one.late) for one in asked if one.is_open]
    return [*held[-STOPS + 1 :], Stop(conversation.department.name, "now"), *waiting]
