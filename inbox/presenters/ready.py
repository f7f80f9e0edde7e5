"""The lists that are there from the first day, and what each list is called and says when it is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, Member
from inbox.filters import ListQuery
from inbox.filters.rows import ALL, ANY
from inbox.models import SavedView
from inbox.models.conversation import Status
from inbox.presenters.places import channels_of, departments_of, views_of


@dataclass(frozen=True, slots=True)
class Ready:
    """One of them; `go` is its name for the keys, `counted` whether the rail says how many."""

    key: str
    label: Any
    query: ListQuery
    icon: str
    go: str = ""
    counted: bool = True


MY_WORK = (
    Ready("mine", gettext_lazy("Assigned to me"), ListQuery(assignee="me"), "user", go="mine"),
    Ready("nobody", gettext_lazy("Nobody’s yet"), ListQuery(assignee="nobody"), "assign"),
)
OTHERS = Ready(
    "others",
    gettext_lazy("Waiting on others"),
    ListQuery(waiting_on=ANY, status=(str(Status.OPEN), str(Status.PENDING), str(Status.SNOOZED))),
    "wait",
)
VIEWS = (
    Ready("overdue", gettext_lazy("Overdue"), ListQuery(overdue=True), "alert"),
    Ready("unread", gettext_lazy("Unread"), ListQuery(unread=True), "mail"),
    Ready("pending", gettext_lazy("Waiting for them"), ListQuery(status=(str(Status.PENDING),)), "clock"),
    Ready("snoozed", gettext_lazy("Snoozed"), ListQuery(status=(str(Status.SNOOZED),)), "snooze"),
    Ready("everything", gettext_lazy("All conversations"), ListQuery(status=ALL), "archive", counted=False),
)
BY_QUERY = {ready.query: ready for ready in (*MY_WORK, OTHERS, *VIEWS)}


def saved_of(query: ListQuery, member: Member) -> SavedView | None:
    """The saved view that a list came from, if the member may know of it."""
    if not query.saved:
        return None
    return next((view for view in views_of(member) if view.pk == query.saved), None)


def title_of(query: ListQuery, member: Member) -> str:
    """What the list is called: its saved view, else its place; empty when that does not exist for this member."""
    saved = saved_of(query, member)
    ready = BY_QUERY.get(query.plain) or BY_QUERY.get(ListQuery(assignee=query.assignee))
    if saved is not None:
        return saved.name
    if query.department:
        return department_name(query.department, member)
    if query.channel:
        return channel_name(query.channel, member)
    return str(ready.label) if ready else _("Inbox")


def department_name(slug: str, member: Member) -> str:
    """Its name, empty unless it exists for this member."""
    known = next((item for item in departments_of(member) if item.slug == slug), None)
    known = known or Department.objects.visible_to(member).filter(slug=slug).first()  # archived ones stay readable
    return known.name if known else ""


def channel_name(pk: int, member: Member) -> str:
    """Its name, empty unless it exists for this member."""
    return next((item.name for item in channels_of(member) if item.pk == pk), "")


def empty_of(query: ListQuery, title: str, *, filtered: bool) -> str:
    """Why the list is empty, as a sentence."""
    if not title:
        return _("This list does not exist, or is closed to you.")
    if filtered or query.saved:
        return _("No conversation matches these filters.")
    in_a_place = bool(query.department or query.channel)
    endings = (
        (bool(query.waiting_on), _("Nobody else is asked about anything here.")),
        (query.statuses == (str(Status.PENDING),), _("Nobody owes us an answer here.")),
        (query.statuses == (str(Status.SNOOZED),), _("Nothing sleeps here.")),
        (query.statuses == (str(Status.RESOLVED),), _("Nothing has been resolved here yet.")),
        (query.statuses == ALL, _("There is no conversation here yet.")),
        (query.assignee == "me", _("Nothing waits for you.")),
        (query.assignee == "nobody", _("Somebody works on everything that waits.")),
        (query.overdue, _("Nobody has waited too long.")),
        (query.at_risk, _("No promise is at risk.")),
        (query.unread, _("You have read everything.")),
        (in_a_place, _("Nothing waits for %(title)s.") % {"title": title}),
    )
    return next((sentence for holds, sentence in endings if holds), _("Nothing waits."))
