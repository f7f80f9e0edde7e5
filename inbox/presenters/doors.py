"""The places of the rail that are no lists of conversations: pages of ours, shown to those who may use them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy, ngettext

from accounts.formats import capped
from accounts.models import Member
from accounts.permissions import may
from inbox.counting import CAP, Waiting


@dataclass(frozen=True, slots=True)
class RailItem:
    """One place: its mark (an icon, a network or a department's letters), its name, what waits."""

    label: str
    href: str
    icon: str = ""
    network: str = ""
    mark: str = ""
    count: str = ""
    spoken: str = ""
    oldest: datetime | None = None
    late: bool = False
    current: bool = False
    go: str = ""
    shared: str = ""
    liaisons: tuple[str, ...] = ()
    """Who looks after a channel today."""
    says: str = ""
    """A line below it, for what everybody should know."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page of another room, shown when it exists and the member may use it."""

    label: Any
    address: str
    icon: str
    verb: str = ""
    go: str = ""


SET_UP = (
    Link(gettext_lazy("Channels"), "inbox:channels", "plug", "channel.change"),
    Link(gettext_lazy("People"), "accounts:people", "people", "member.change"),
    Link(gettext_lazy("Departments"), "accounts:departments", "side", go="departments"),
    Link(gettext_lazy("Labels"), "inbox:labels", "tag", "label.create"),
    Link(gettext_lazy("Canned responses"), "inbox:canned", "canned"),
    Link(gettext_lazy("Saved views"), "inbox:saved_views", "save"),
    Link(gettext_lazy("Administration"), "accounts:console", "tune", "member.change"),
)
UNCERTAIN = Link(gettext_lazy("Perhaps sent"), "inbox:uncertain", "alert", "delivery.attest")
BELL = Link(gettext_lazy("Notifications"), "inbox:notifications", "bell")
MENTIONS = Link(gettext_lazy("Mentions"), "inbox:mentions", "at")
MINE = (
    Link(gettext_lazy("Done to many at once"), "inbox:bulk_jobs", "check"),
    Link(gettext_lazy("Your settings"), "accounts:profile", "user"),
    Link(gettext_lazy("Sign out"), "account_logout", "leave"),
)


def uncertain(request: HttpRequest, counted: Waiting) -> list[RailItem]:
    """Only while somebody must look."""
    if not counted.count:
        return []
    spoken = ngettext("%(count)s waits for a decision", "%(count)s wait for a decision", counted.count)
    return [_door(request, UNCERTAIN, counted, spoken)]


SEARCH = Link(gettext_lazy("Search"), "inbox:search", "search")


REVIEW = Link(gettext_lazy("Drafts to review"), "inbox:review", "pen", go="review")


def review(request: HttpRequest, counted: Waiting) -> RailItem:
    """Drafts that wait for the member's decision."""
    spoken = ngettext("%(count)s waits for a decision", "%(count)s wait for a decision", counted.count)
    return replace(_door(request, REVIEW, counted, spoken), go=REVIEW.go)


ESCALATIONS = Link(gettext_lazy("Asked of us"), "inbox:escalations", "escalate", go="escalations")


def escalations(request: HttpRequest, counted: Waiting) -> RailItem:
    """What other departments ask of the member's."""
    spoken = ngettext("%(count)s waits for an answer", "%(count)s wait for an answer", counted.count)
    return replace(_door(request, ESCALATIONS, counted, spoken), go=ESCALATIONS.go)


FORCES = Link(gettext_lazy("All task forces"), "inbox:task_forces", "flag")


def force(request: HttpRequest, item: RailItem, slug: str, status: str, *, crisis: bool) -> RailItem:
    """A temporary department: its page, what waits in it, and its status line."""
    href = reverse("inbox:task_force", args=[slug])
    return replace(item, href=href, says=status, late=crisis, current=request.path.startswith(href))


def forces(request: HttpRequest) -> list[RailItem]:
    """All of them, those that are over too."""
    found = _links(request, [FORCES])
    return [replace(item, current=request.path == item.href, go="task_forces") for item in found]


def search(request: HttpRequest) -> list[RailItem]:
    """Everything that was ever written, by its words."""
    return [replace(item, go="search") for item in _links(request, [SEARCH])]


ROSTER = Link(gettext_lazy("Roster"), "inbox:roster", "calendar", go="roster")


def roster(request: HttpRequest) -> list[RailItem]:
    """Who looks after which channel when."""
    return _links(request, [ROSTER])


CONTACTS = Link(gettext_lazy("Contacts"), "inbox:contacts", "people")


REPORTS = Link(gettext_lazy("Reports"), "reports:joint", "chart", go="reports")


def reports(request: HttpRequest) -> list[RailItem]:
    """The numbers of all departments."""
    return [replace(item, go=REPORTS.go) for item in _links(request, [REPORTS])]


def contacts(request: HttpRequest) -> list[RailItem]:
    """The people outside."""
    return _links(request, [CONTACTS])


def mentions(request: HttpRequest, counted: Waiting) -> RailItem:
    """Notes that name the member and are not read yet."""
    spoken = ngettext("%(count)s not read", "%(count)s not read", counted.count)
    return _door(request, MENTIONS, counted, spoken)


def bell(request: HttpRequest, counted: Waiting) -> list[RailItem]:
    """What the member is told of."""
    spoken = ngettext("%(count)s new", "%(count)s new", counted.count)
    return [_door(request, BELL, counted, spoken)]


def _door(request: HttpRequest, link: Link, counted: Waiting, spoken: str) -> RailItem:
    href, count = reverse(link.address), capped(counted.count, limit=CAP - 1)
    return RailItem(
        label=str(link.label),
        href=href,
        icon=link.icon,
        count=count,
        spoken=spoken % {"count": count} if count else "",
        current=request.path.startswith(href),
    )


def set_up(request: HttpRequest, member: Member) -> list[RailItem]:
    """What members set up, as far as they may."""
    return _links(request, [link for link in SET_UP if not link.verb or may(member, link.verb)])


def mine_of(request: HttpRequest) -> list[RailItem]:
    """The menu behind one's own name."""
    return _links(request, MINE)


def _links(request: HttpRequest, links: Iterable[Link]) -> list[RailItem]:
    items = []
    for link in links:
        try:
            href = reverse(link.address)
        except NoReverseMatch:
            continue
        items.append(RailItem(str(link.label), href, icon=link.icon, current=request.path.startswith(href), go=link.go))
    return items
