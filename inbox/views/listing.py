"""The list, and the pieces of it that pages fetch."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Department, Member
from inbox.filters import PAGE, Cursor, ListQuery
from inbox.models import Channel, Conversation
from inbox.models.conversation import Status
from inbox.presenters.rail import rail_for, visible_channels
from inbox.presenters.rows import Row, rows_for, with_what_rows_show
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
    """The list pane; `exists` is false when the address names a place that is not there, or closed to the member."""

    exists: bool
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
    name = _name(query, member)
    title = name or _("Nothing here")
    found = query.rows(member) if name else query.rows(member).none()
    rows = query.after(found, cursor)
    page = list(with_what_rows_show(rows)[: PAGE + 1])
    joint = "&" if query.written() else "?"
    more = len(page) > PAGE
    older = f"{reverse('inbox:list')}{query.written()}{joint}after={Cursor.at(page[PAGE - 1])}" if more else ""
    newest = query.sort == "newest"
    return Listing(
        exists=bool(name),
        title=title,
        empty=_empty(query, name),
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
    target = request.headers.get("HX-Target", "")
    if target == "open":
        return fragment(request, "inbox/_opened.html", {"opened": None})
    listing = listing_for(request, ListQuery.read(request.GET))
    if not listing.exists:
        raise Http404
    if target.startswith("more"):
        return fragment(request, "inbox/_more.html", {"listing": listing})
    return _private(render(request, "inbox/list.html", {"listing": listing, "opened": None}))


@login_required
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """Some rows of this list by id, for pages that show them already; those that left it are absent."""
    query = ListQuery.read(request.GET)
    member = member_of(request)
    given = request.GET.get("ids", "").split(",")[:MOST_IDS]
    ids = [int(pk) for pk in given if pk.isascii() and pk.isdecimal() and len(pk) < 18]
    found = with_what_rows_show(query.rows(member).filter(pk__in=ids))
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


def _name(query: ListQuery, member: Member) -> str:
    """What the list is called; empty for a department or channel that does not exist for this member."""
    if query.department:
        named: Department | None = Department.objects.visible_to(member).filter(slug=query.department).first()
        return named.name if named else ""
    if query.channel:
        channel: Channel | None = visible_channels(member).filter(pk=query.channel).first()
        return channel.name if channel else ""
    return {"mine": _("Assigned to me"), "unassigned": _("Nobody’s yet")}.get(query.view, _("Inbox"))


def _empty(query: ListQuery, name: str) -> str:
    """Why the list is empty, as a sentence."""
    if not name:
        return _("This list does not exist, or is closed to you.")
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
    return (
        _("Nothing waits for %(name)s.") % {"name": name} if query.department or query.channel else _("Nothing waits.")
    )


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    return response
