"""Task forces, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Event, Member
from inbox.actions.draft import write
from inbox.actions.feed import flow_in
from inbox.actions.force_close import close, give_all_back
from inbox.actions.schedule import schedule
from inbox.actions.task_force import Plan, open_up
from inbox.models import Conversation, Delivery, Message, TaskForce
from tests.cast import Cast


def plan(cast: Cast, **fields: Any) -> Plan:
    """Service and Marketing together, led by Ana, who looks for doors."""
    values: dict[str, Any] = {
        "name": "Doors",
        "lead": cast.ana,
        "members": [cast.mia, cast.ben],
        "ends_on": timezone.localdate() + timedelta(days=7),
        "feed": "doors",
        **fields,
    }
    return Plan(**values)


def opened(
    cast: Cast, *, by: Member | None = None, opened_from: Conversation | None = None, **fields: Any
) -> TaskForce:
    """A task force that is open; from before the feed is read for the first time, so that it finds what comes now."""
    return open_up(plan(cast, **fields), by=by or cast.ana, opened_from=opened_from)


def let_flow() -> int:
    """What a worker does once it has read of everything that was opened."""
    told = Event.objects.filter(verb="conversation.open").values_list("conversation_id", "recorded_at")
    return flow_in({pk: at for pk, at in told if pk is not None})


def over(force: TaskForce, *, by: Member) -> TaskForce:
    """Closed, with all given back."""
    closed = close(force, by=by)
    give_all_back(closed)
    closed.refresh_from_db()
    return closed


def set_to_leave(row: Conversation, by: Member, *, minutes: float = 60, text: str = "We look into it.") -> Delivery:
    """A reply that somebody lets wait."""
    asked = Message.objects.filter(conversation=row, is_ours=False).latest("pk")
    draft = write(row, kind="reply", text=text, answers=asked, by=by)
    return schedule(draft, at=timezone.now() + timedelta(minutes=minutes), by=by)


def told(of: str) -> list[str]:
    """What the journal says, in order."""
    return list(Event.objects.filter(verb__startswith=of).order_by("pk").values_list("verb", flat=True))
