"""How a department stands, above its list: a few numbers, each the way to what it counts.

They are counted with the rail, in its one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import capped
from accounts.models import Member
from inbox.counting import CAP, Waiting
from inbox.filters import ListQuery
from inbox.models.conversation import ConversationQuerySet


@dataclass(frozen=True, slots=True)
class DeskFigure:
    """One number; `oldest` is since when the longest waits."""

    label: str
    count: str
    href: str
    state: str = ""
    oldest: datetime | None = None


def desk_lists(query: ListQuery | None, member: Member) -> dict[str, ConversationQuerySet]:
    """What is to be counted for a department whose list is shown; nothing for any other list."""
    if query is None or not query.department or query.saved:
        return {}
    lists = {f"desk {key}": one.rows(member).order_by() for key, one in _queries(query.department).items()}
    lists["desk waiting"] = lists["desk waiting"].order_by("waiting_since")
    return lists


def desk_of(query: ListQuery | None, counts: Mapping[str, Waiting]) -> list[DeskFigure]:
    """Its figures, once desk_lists() were counted."""
    if query is None or "desk waiting" not in counts:
        return []
    words = {"waiting": _("waiting"), "at_risk": _("at risk"), "overdue": _("overdue")}
    states = {"at_risk": "due", "overdue": "overdue"}
    found = []
    for key, one in _queries(query.department).items():
        counted = counts[f"desk {key}"]
        count = capped(counted.count, limit=CAP - 1) or "0"
        oldest = counted.oldest if key == "waiting" else None
        found.append(DeskFigure(words[key], count, reverse("inbox:list") + one.written(), states.get(key, ""), oldest))
    return found


def _queries(department: str) -> dict[str, ListQuery]:
    return {
        "waiting": ListQuery(department=department),
        "at_risk": ListQuery(department=department, at_risk=True, sort="due"),
        "overdue": ListQuery(department=department, overdue=True, sort="due"),
    }
