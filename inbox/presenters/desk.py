"""How a department stands, above its list: a few numbers, each the way to what it counts; one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import capped
from accounts.models import Member
from inbox.counting import CAP, waiting
from inbox.filters import ListQuery


@dataclass(frozen=True, slots=True)
class DeskFigure:
    """One number; `oldest` is since when the longest waits."""

    label: str
    count: str
    href: str
    state: str = ""
    oldest: datetime | None = None


def desk_of(query: ListQuery, member: Member) -> list[DeskFigure]:
    """Of the department whose plain list is shown; nothing above any other list."""
    if not query.department or query.saved:
        return []
    here = ListQuery(department=query.department)
    asked = {
        "waiting": here,
        "at_risk": ListQuery(department=query.department, at_risk=True, sort="due"),
        "overdue": ListQuery(department=query.department, overdue=True, sort="due"),
    }
    lists = {key: one.rows(member).order_by() for key, one in asked.items()}
    lists["waiting"] = lists["waiting"].order_by("waiting_since")
    counts = waiting(lists)
    words = {"waiting": _("waiting"), "at_risk": _("at risk"), "overdue": _("overdue")}
    states = {"at_risk": "due", "overdue": "overdue"}
    return [
        DeskFigure(
            words[key],
            capped(counts[key].count, limit=CAP - 1) or "0",
            reverse("inbox:list") + one.written(),
            states.get(key, ""),
            counts[key].oldest if key == "waiting" else None,
        )
        for key, one in asked.items()
    ]
