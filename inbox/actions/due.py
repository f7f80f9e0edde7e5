"""When the promises made for a conversation are due: columns that the room which keeps the clocks sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.events import show_again
from inbox.actions._together import update_together
from inbox.models import Conversation


@dataclass(frozen=True, slots=True)
class Due:
    """What a row shows of its promises: when the nearest is broken and from when it is at risk.

    While all of them rest there is no time, but `rest_minutes` of work left.
    """

    due_at: datetime | None = None
    risk_at: datetime | None = None
    promise: str = ""
    rest_minutes: int | None = None


@transaction.atomic
def set_due(found: Mapping[int, Due]) -> list[Conversation]:
    """Write it to these conversations, by number, and show those anew that changed; returns them."""
    rows = Conversation.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk")
    changed = []
    for row in rows:
        due = found[row.pk]
        if (row.due_at, row.risk_at, row.due_promise, row.rest_minutes) == (
            *(due.due_at, due.risk_at, due.promise, due.rest_minutes),
        ):
            continue
        row.due_at, row.risk_at = due.due_at, due.risk_at
        row.due_promise, row.rest_minutes = due.promise, due.rest_minutes
        row.version += 1
        changed.append(row)
    update_together(changed, "due_at", "risk_at", "due_promise", "rest_minutes", "version")
    show_again(changed)
    return changed
