"""The list, and the pieces of it that pages fetch."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Department, Member
from inbox.actions.duty import look_at_list
from inbox.filters import PAGE, Cursor, ListQuery
from inbox.models import Channel, Conversation
from inbox.models.conversation import Status
from inbox.presenters.rail import rail_for, visible_channels, visible_departments
from inbox.presenters.rows import Row, rows_for
from inbox.views.answers import fragment, member_of

MOST_IDS = 200


@dataclass(frozen=True, slots=True)
class Tab:
    """One status above the list."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The list pane."""

    title: str
    empty: str
    rows: list[Row]
    older: str
    tabs: list[Tab]
    refresh: str
    sort_href: str
    sort_label: str
    sort_other: str


def listing_for(request: HttpRequest, query: ListQuery) -> Listing:
    """One page of the list with what surrounds it."""
    member = member_of(request)
    cursor = Cursor.read(request.GET.get("after", ""))
    rows = query.after(query.rows(member), cursor)
    related = rows.select_related("author", "assignee", "department", "channel")
    page = list(related.defer("channel__credentials")[: PAGE + 1])
    title = _title(query, member)
    joint = "&" if query.written() else "?"
    more = len(page) > PAGE
    older = f"{reverse('inbox:list')}{query.written()}{joint}after={Cursor.at(page[PAGE - 1])}" if more else ""
    newest = query.sort == "newest"
    return Listing(
        title=title,
        empty=_empty(query, title),
        rows=rows_for(page[:PAGE], member, query),
        older=older,
        tabs=_tabs(query),
        refresh=reverse("inbox:rows") + query.written(),
        sort_href=reverse("inbox:list") + query.written(sort="oldest" if newest else "newest"),
        sort_label=_("Newest first") if newest else _("Oldest first"),
        sort_other=_("Oldest first") if newest else _("Newest first"),
    )


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The list without a conversation; the rest of it, when the list asks for more."""
    query = ListQuery.read(request.GET)
    if query.department:
        look_at_list(query.department, by=member_of(request))
    if request.headers.get("HX-Target", "").startswith("more"):
        return fragment(request, "inbox/_more.html", {"listing": listing_for(request, query)})
    if request.headers.get("HX-Target") == "open":
        return fragment(request, "inbox/_opened.html", {"opened": None})
    return _private(render(request, "inbox/list.html", {"listing": listing_for(request, query), "opened": None}))


@login_required
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """Some rows of this list by id, for pages that show them already; those that left it are absent."""
    query = ListQuery.read(request.GET)
    member = member_of(request)
    given = request.GET.get("ids", "").split(",")[:MOST_IDS]
    ids = [int(pk) for pk in given if pk.isascii() and pk.isdecimal() and len(pk) < 18]
    related = query.rows(member).filter(pk__in=ids).select_related("author", "assignee", "department", "channel")
    found = related.defer("channel__credentials")
    return fragment(request, "inbox/_rows.html", {"rows": rows_for(list(found), member, query)})


@login_required
@require_safe
def rail(request: HttpRequest) -> HttpResponse:
    """The rail anew, counts and all."""
    return fragment(request, "inbox/_rail.html", {"rail": rail_for(request)})


def next_after(member: Member, query: ListQuery, conversation: Conversation) -> Conversation | None:
    """The row below (or, at the end, above) the one that is about to leave the list."""
    rows = query.rows(member).exclude(pk=conversation.pk)
    return query.after(rows, Cursor.at(conversation)).first() or rows.first()


def _tabs(query: ListQuery) -> list[Tab]:
    address = reverse("inbox:list")
    return [
        Tab(str(status.label), address + query.written(status=str(status)), query.status == status) for status in Status
    ]


def _title(query: ListQuery, member: Member) -> str:
    if query.department:
        named: Department | None = visible_departments(member).filter(slug=query.department).first()
        return named.name if named else _("Unknown department")
    if query.channel:
        channel: Channel | None = visible_channels(member).filter(pk=query.channel).first()
        return channel.name if channel else _("Unknown channel")
    return {"mine": _("Assigned to me"), "unassigned": _("Nobody’s yet")}.get(query.view, _("Inbox"))


def _empty(query: ListQuery, title: str) -> str:
    """Why the list is empty, as a sentence."""
    place = {"title": title}
    if query.status != Status.OPEN:
        return {
            "pending": _("Nobody owes us an answer here."),
            "snoozed": _("Nothing sleeps here."),
            "resolved": _("Nothing has been resolved here yet."),
        }[query.status]
    if query.view == "mine":
        return _("Nothing waits for you.")
    if query.view == "unassigned":
        return _("Somebody works on everything that waits.")
    return _("Nothing waits for %(title)s.") % place if query.department or query.channel else _("Nothing waits.")


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    return response
