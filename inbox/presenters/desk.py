"""How a department stands, above its list: what waits, what presses, what is asked of it and by it.

Its figures are counted with the rail, in the rail's one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import ago, capped
from accounts.models import Department, Member, Membership
from inbox.counting import CAP, Waiting
from inbox.filters import ListQuery
from inbox.models import Channel, Escalation
from inbox.presenters.liaisons import liaisons_of
from inbox.promised import countdown
from inbox.rostering import ANSWERS


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the head: `state` is "warn" or "bad" when somebody must act, `href` what is behind it."""

    word: str
    number: str
    href: str
    state: str = ""
    more: str = ""


def desk_of(query: ListQuery | None, departments: list[Department]) -> Department | None:
    """The department whose list is shown, among those that exist for the member; None for any other list."""
    if query is None or not query.department or query.saved:
        return None
    return next((one for one in departments if one.slug == query.department), None)


def desk_lists(desk: Department | None, member: Member) -> dict[str, QuerySet[Any, Any]]:
    """What is to be counted for its head: rows of one column, a moment each."""
    if desk is None:
        return {}
    lists = {key: one.rows(member).order_by() for key, one in _queries(desk).items()}
    lists["desk waiting"] = lists["desk waiting"].order_by("waiting_since")
    requests = Escalation.objects.visible_to(member).standing().order_by("due_at")
    return {
        **{key: rows.values("waiting_since") for key, rows in lists.items()},
        "desk asked": requests.filter(to_department=desk).values("due_at"),
        "desk asks": requests.filter(from_department=desk).values("due_at"),
    }


def figures_of(desk: Department | None, counts: Mapping[str, Waiting]) -> list[Figure]:
    """The head of its list, once desk_lists() were counted; nothing for any other list."""
    if desk is None:
        return []
    waits, risky, late = (counts[key] for key in ("desk waiting", "desk at risk", "desk overdue"))
    asked, asks = counts["desk asked"], counts["desk asks"]
    page, between = reverse("inbox:list"), reverse("inbox:escalations")
    hrefs = {key: page + query.written() for key, query in _queries(desk).items()}
    longest = page + ListQuery(department=desk.slug, sort="waiting").written()
    return [
        Figure(_("Waiting"), _number(waits), hrefs["desk waiting"]),
        Figure(_("Oldest waiting"), ago(waits.oldest) if waits.oldest else "–", longest),
        Figure(_("At risk"), _number(risky), hrefs["desk at risk"], "warn" if risky.count else ""),
        Figure(_("Overdue"), _number(late), hrefs["desk overdue"], "bad" if late.count else ""),
        Figure(_("Asked of us"), _number(asked), between, more=_first_due(asked)),
        Figure(_("We asked"), _number(asks), f"{between}?show=out", more=_first_due(asks)),
    ]


def on_today(desk: Department | None, channels: Sequence[Channel]) -> list[tuple[str, str]]:
    """Today's liaisons who answer for a department, each with their channels, as with_liaisons() read them."""
    there: dict[int, str] = {}
    at: dict[int, list[str]] = {}
    for channel in channels:
        for one in liaisons_of(channel):
            there[one.pk] = one.name
            at.setdefault(one.pk, []).append(channel.name)
    if desk is None or not there:
        return []
    works = Membership.objects.filter(department=desk, member__in=there, role__in=ANSWERS).order_by(
        "member__name", "pk"
    )
    return [(there[pk], ", ".join(at[pk])) for pk in works.values_list("member_id", flat=True)]


def _queries(desk: Department) -> dict[str, ListQuery]:
    return {
        "desk waiting": ListQuery(department=desk.slug),
        "desk at risk": ListQuery(department=desk.slug, at_risk=True, sort="due"),
        "desk overdue": ListQuery(department=desk.slug, overdue=True, sort="due"),
    }


def _number(counted: Waiting) -> str:
    return capped(counted.count, limit=CAP - 1) or "0"


def _first_due(counted: Waiting) -> str:
    if counted.oldest is None:
        return ""
    left, late = countdown(counted.oldest)
    return _("first %(time)s late") % {"time": left} if late else _("first in %(time)s") % {"time": left}
