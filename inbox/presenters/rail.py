"""Where one can go and how much waits there: four queries, whatever the size of the inbox.

On a department's list a fifth: who of it looks after a channel today.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import capped
from accounts.models import Department, Member
from accounts.permissions import roles_of
from inbox.counting import CAP, Waiting, capped_counts
from inbox.filters import ListQuery
from inbox.models import Channel, Conversation, Notification, SavedView
from inbox.models.attention import About
from inbox.presenters.desk import Figure, desk_lists, desk_of, figures_of, on_today
from inbox.presenters.doors import (
    RailItem,
    bell,
    contacts,
    escalations,
    force,
    forces,
    mentions,
    mine_of,
    reports,
    review,
    roster,
    search,
    set_up,
    uncertain,
)
from inbox.presenters.escalations import incoming
from inbox.presenters.liaisons import liaisons_of
from inbox.presenters.places import channels_of, departments_of, views_of
from inbox.presenters.ready import BY_QUERY, MY_WORK, OTHERS, VIEWS, Ready
from inbox.presenters.uncertain import to_settle
from inbox.reviewing import to_review

LONG = timedelta(hours=2)
MOST_VIEWS = 40


@dataclass(frozen=True, slots=True)
class Rail:
    """The whole rail, the menu behind one's own name, and the bar on small screens."""

    me: str
    me_role: str
    home: str
    refresh: str
    top: list[RailItem] = field(default_factory=list)
    my_work: list[RailItem] = field(default_factory=list)
    departments: list[RailItem] = field(default_factory=list)
    forces: list[RailItem] = field(default_factory=list)
    """Task forces, committees, projects and initiatives, with what they say."""
    views: list[RailItem] = field(default_factory=list)
    saved: list[RailItem] = field(default_factory=list)
    channels: list[RailItem] = field(default_factory=list)
    is_liaison: bool = False
    """Whether the member looks after a channel today."""
    set_up: list[RailItem] = field(default_factory=list)
    bell: list[RailItem] = field(default_factory=list)
    mine: list[RailItem] = field(default_factory=list)
    tabs: list[RailItem] = field(default_factory=list)
    desk: list[Figure] = field(default_factory=list)
    """How the department stands whose list is shown."""
    on_today: list[tuple[str, str]] = field(default_factory=list)
    """Who of it looks after which channels today."""


def rail_for(request: HttpRequest) -> Rail:
    """The rail of the signed-in member, with the place marked where they are; made once a request."""
    made: Rail | None = getattr(request, "_rail", None)
    if made is None:
        made = request._rail = _rail(request)  # type: ignore[attr-defined]
    return made


def _rail(request: HttpRequest) -> Rail:
    member: Member = request.user  # type: ignore[assignment]
    here = ListQuery.read(request.GET) if request.path.startswith(reverse("inbox:list")) else None
    departments, channels, views = departments_of(member), channels_of(member), views_of(member)[:MOST_VIEWS]
    desk = desk_of(here, departments)
    counts = _counts(member, departments, channels, views, desk)
    inbox = _place(_("Inbox"), ListQuery(), here, counts["all"], icon="inbox", go="inbox")
    mine, nobody = (_ready(ready, here, counts) for ready in MY_WORK)
    return Rail(
        me=str(member),
        me_role=_role(member, departments),
        home=reverse("inbox:list"),
        refresh=reverse("inbox:rail") + (here.written() if here else ""),
        top=[*search(request), inbox, *contacts(request), *reports(request)],
        my_work=[
            mine,
            nobody,
            mentions(request, counts["mentions"]),
            review(request, counts["review"]),
            _ready(OTHERS, here, counts),
            escalations(request, counts["asked"]),
            *uncertain(request, counts["uncertain"]),
        ],
        departments=[_department(item, here, counts[f"d{item.pk}"]) for item in departments if not item.is_temporary],
        forces=[*_forces(request, departments, here, counts), *forces(request)],
        views=[_ready(ready, here, counts) for ready in VIEWS],
        saved=[_saved(view, here, counts[f"v{view.pk}"]) for view in views],
        channels=[*(_channel(item, here, counts[f"c{item.pk}"]) for item in channels), *roster(request)],
        is_liaison=any(one.pk == member.pk for item in channels for one in liaisons_of(item)),
        set_up=set_up(request, member),
        bell=bell(request, counts["unread_notices"]),
        mine=mine_of(request),
        tabs=[inbox, replace(mine, label=_("Mine")), *search(request)],
        desk=figures_of(desk, counts),
        on_today=on_today(desk, channels),
    )


def _counts(
    member: Member,
    departments: list[Department],
    channels: list[Channel],
    views: list[SavedView],
    desk: Department | None,
) -> dict[str, Waiting]:
    open_ones = Conversation.objects.visible_to(member).waiting().order_by()
    lists = {
        "all": open_ones,
        **{ready.key: ready.query.rows(member).order_by() for ready in (*MY_WORK, OTHERS, *VIEWS) if ready.counted},
        **{f"d{item.pk}": open_ones.filter(department=item).order_by("waiting_since") for item in departments},
        **{f"c{item.pk}": open_ones.filter(channel=item) for item in channels},
        **{f"v{item.pk}": ListQuery.parse(item.query).rows(member).order_by() for item in views},
    }
    told = Notification.objects.visible_to(member).unread().order_by()
    return capped_counts(
        {
            **{key: rows.values("waiting_since") for key, rows in lists.items()},
            **desk_lists(desk, member),
            "uncertain": to_settle(member).values("created_at"),
            "asked": incoming(member).order_by().values("asked_at"),
            "review": to_review(member).order_by().values("asked_at"),
            "unread_notices": told.values("created_at"),
            "mentions": told.filter(about=About.MENTION).values("created_at"),
        }
    )


def _place(label: str, query: ListQuery, here: ListQuery | None, counted: Waiting, **more: Any) -> RailItem:
    waits = ngettext("%(count)s waits", "%(count)s wait", counted.count)
    return RailItem(
        label=label,
        href=reverse("inbox:list") + query.written(),
        count=capped(counted.count, limit=CAP - 1),
        spoken=waits % {"count": capped(counted.count, limit=CAP - 1)} if counted.count else "",
        current=_is_here(query, here),
        **more,
    )


def _is_here(query: ListQuery, here: ListQuery | None) -> bool:
    """A place is current whatever its tab, unless another place is exactly that."""
    if here is None or here.saved:
        return False
    if here.plain in BY_QUERY:
        return here.plain == query
    return replace(here.plain, status=()) == query


def _ready(ready: Ready, here: ListQuery | None, counts: dict[str, Waiting]) -> RailItem:
    counted = counts.get(ready.key, Waiting())
    return _place(str(ready.label), ready.query, here, counted, icon=ready.icon, go=ready.go)


def _saved(view: SavedView, here: ListQuery | None, counted: Waiting) -> RailItem:
    query = replace(ListQuery.parse(view.query), saved=view.pk)
    item = _place(view.name, query, here, counted, icon=view.icon)
    shared = view.department.code if view.department else ""
    return replace(item, current=here is not None and here.saved == view.pk, shared=shared)


def _department(department: Department, here: ListQuery | None, counted: Waiting) -> RailItem:
    item = _place(department.name, ListQuery(department=department.slug), here, counted, mark=department.code)
    late = counted.oldest is not None and timezone.now() - counted.oldest > LONG
    return replace(item, oldest=counted.oldest, late=late)


def _forces(
    request: HttpRequest, departments: list[Department], here: ListQuery | None, counts: dict[str, Waiting]
) -> list[RailItem]:
    rows = [(item, getattr(item, "task_force", None)) for item in departments if item.is_temporary]
    return [
        force(
            request,
            _department(item, here, counts[f"d{item.pk}"]),
            item.slug,
            row.status,
            crisis=row.crisis_since is not None,
        )
        for item, row in rows
        if row is not None
    ]


def _channel(channel: Channel, here: ListQuery | None, counted: Waiting) -> RailItem:
    item = _place(channel.name, ListQuery(channel=channel.pk), here, counted, network=channel.network)
    return replace(item, liaisons=tuple(one.name for one in liaisons_of(channel)))


def _role(member: Member, departments: list[Department]) -> str:
    if member.is_administrator:
        return _("Administrator")
    roles = roles_of(member)
    held = [f"{roles[item.pk].label}, {item.name}" for item in departments if item.pk in roles]
    return " · ".join(held) or _("In no department yet")
