"""Where one can go and how much waits there: three queries, whatever the size of the inbox."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db.models import Q
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
from inbox.models import Channel, Conversation, Notification
from inbox.models.attention import About
from inbox.presenters.doors import RailItem, bell, mentions, mine_of, set_up, uncertain
from inbox.presenters.uncertain import to_settle

LONG = timedelta(hours=2)


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
    channels: list[RailItem] = field(default_factory=list)
    set_up: list[RailItem] = field(default_factory=list)
    bell: list[RailItem] = field(default_factory=list)
    mine: list[RailItem] = field(default_factory=list)
    tabs: list[RailItem] = field(default_factory=list)


def rail_for(request: HttpRequest) -> Rail:
    """The rail of the signed-in member, with the place marked where they are."""
    member: Member = request.user  # type: ignore[assignment]
    here = ListQuery.read(request.GET) if request.path.startswith(reverse("inbox:list")) else None
    departments = list(visible_departments(member))
    channels = list(visible_channels(member))
    counts = _counts(member, departments, channels)
    home = reverse("inbox:list")
    inbox = _place(_("Inbox"), ListQuery(), here, counts["all"], icon="inbox", go="inbox")
    mine = _place(_("Assigned to me"), ListQuery(view="mine"), here, counts["mine"], icon="user", go="mine")
    nobody = _place(_("Nobody’s yet"), ListQuery(view="unassigned"), here, counts["unassigned"], icon="at")
    return Rail(
        me=str(member),
        me_role=_role(member, departments),
        home=home,
        refresh=reverse("inbox:rail") + (here.written() if here else ""),
        top=[inbox],
        my_work=[
            mine,
            replace(nobody, icon="assign"),
            mentions(request, counts["mentions"]),
            *uncertain(request, counts["uncertain"]),
        ],
        departments=[_department(item, here, counts[f"d{item.pk}"]) for item in departments],
        channels=[_channel(item, here, counts[f"c{item.pk}"]) for item in channels],
        set_up=set_up(request, member),
        bell=bell(request, counts["unread"]),
        mine=mine_of(request),
        tabs=[inbox, replace(mine, label=_("Mine"))],
    )


def visible_departments(member: Member) -> Any:
    """Active departments that exist for this member: the open ones and their own."""
    found = Department.objects.filter(is_active=True)
    if member.is_administrator:
        return found
    return found.filter(Q(is_closed=False) | Q(pk__in=list(roles_of(member))))


def visible_channels(member: Member) -> Any:
    """Channels that exist for this member: open ones, and those that feed a department of theirs."""
    found = Channel.objects.select_related("default_department").defer("credentials")
    if member.is_administrator:
        return found
    is_open = Q(is_closed=False, default_department__is_closed=False)
    return found.filter(is_open | Q(default_department__in=list(roles_of(member))))


def _counts(member: Member, departments: list[Department], channels: list[Channel]) -> dict[str, Waiting]:
    open_ones = Conversation.objects.visible_to(member).waiting().order_by()
    lists = {
        "all": open_ones,
        "mine": open_ones.filter(assignee=member),
        "unassigned": open_ones.filter(assignee=None),
        **{f"d{item.pk}": open_ones.filter(department=item).order_by("waiting_since") for item in departments},
        **{f"c{item.pk}": open_ones.filter(channel=item) for item in channels},
    }
    told = Notification.objects.visible_to(member).unread().order_by()
    return capped_counts(
        {
            **{key: rows.values("waiting_since") for key, rows in lists.items()},
            "uncertain": to_settle(member).values("created_at"),
            "unread": told.values("created_at"),
            "mentions": told.filter(about=About.MENTION).values("created_at"),
        }
    )


def _place(label: str, query: ListQuery, here: ListQuery | None, counted: Waiting, **more: Any) -> RailItem:
    same = here is not None and replace(here, status=query.status, sort=query.sort) == query
    waits = ngettext("%(count)s waits", "%(count)s wait", counted.count)
    return RailItem(
        label=label,
        href=reverse("inbox:list") + query.written(),
        count=capped(counted.count, limit=CAP - 1),
        spoken=waits % {"count": capped(counted.count, limit=CAP - 1)} if counted.count else "",
        current=same,
        **more,
    )


def _department(department: Department, here: ListQuery | None, counted: Waiting) -> RailItem:
    item = _place(department.name, ListQuery(department=department.slug), here, counted, mark=department.code)
    late = counted.oldest is not None and timezone.now() - counted.oldest > LONG
    return replace(item, oldest=counted.oldest, late=late)


def _channel(channel: Channel, here: ListQuery | None, counted: Waiting) -> RailItem:
    return _place(channel.name, ListQuery(channel=channel.pk), here, counted, network=channel.network)


def _role(member: Member, departments: list[Department]) -> str:
    if member.is_administrator:
        return _("Administrator")
    roles = roles_of(member)
    held = [f"{roles[item.pk].label}, {item.name}" for item in departments if item.pk in roles]
    return " · ".join(held) or _("In no department yet")
