"""How a department stands: what waits, what presses, what is asked of it and by it, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.formats import ago, capped
from accounts.models import Department, Member
from inbox.counting import CAP, Waiting, capped_counts
from inbox.filters import TARGET, ListQuery
from inbox.models import Conversation, Escalation
from inbox.presenters.places import departments_of
from inbox.presenters.rows import time_left

SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the head: `state` is "warn" or "bad" when somebody must act, `href` what is behind it."""

    word: str
    number: str
    href: str
    state: str = ""
    more: str = ""


def figures_of(query: ListQuery, member: Member) -> list[Figure]:
    """The head of a department's list; nothing for other lists and for departments that do not exist for them."""
    department = next((one for one in departments_of(member) if one.slug == query.department), None)
    if department is None:
        return []
    counts = capped_counts(_asked(department, member))
    here, page = ListQuery(department=department.slug), reverse("inbox:list")
    waits, overdue, soon = counts["waiting"], counts["overdue"], counts["soon"]
    oldest = ago(waits.oldest) if waits.oldest else "–"
    between = reverse("inbox:escalations")
    return [
        Figure(_("Waiting"), _number(waits), page + here.written()),
        Figure(_("Oldest waiting"), oldest, page + here.written(sort="waiting")),
        Figure(_("At risk"), _number(soon), page + here.written(sort="waiting"), "warn" if soon.count else ""),
        Figure(_("Overdue"), _number(overdue), page + here.written(overdue=True), "bad" if overdue.count else ""),
        Figure(_("Asked of us"), _number(counts["in"]), between, more=_first_due(counts["in"])),
        Figure(_("We asked"), _number(counts["out"]), f"{between}?show=out", more=_first_due(counts["out"])),
    ]


def _asked(department: Department, member: Member) -> dict[str, Any]:
    now = timezone.now()
    open_ones = Conversation.objects.visible_to(member).waiting().filter(department=department)
    requests = Escalation.objects.visible_to(member).standing().order_by("due_at")
    moments = open_ones.order_by("waiting_since").values("waiting_since")
    return {
        "waiting": moments,
        "soon": moments.filter(waiting_since__lt=now - TARGET + SOON, waiting_since__gte=now - TARGET),
        "overdue": moments.filter(waiting_since__lt=now - TARGET),
        "in": requests.filter(to_department=department).values("due_at"),
        "out": requests.filter(from_department=department).values("due_at"),
    }


def _number(counted: Waiting) -> str:
    return capped(counted.count, limit=CAP - 1) or "0"


def _first_due(counted: Waiting) -> str:
    if counted.oldest is None:
        return ""
    left, late = time_left(counted.oldest)
    return _("first %(time)s late") % {"time": left} if late else _("first in %(time)s") % {"time": left}
