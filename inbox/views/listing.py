"""The list, and the pieces of it that pages fetch."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Member
from inbox.actions.duty import look_at_list
from inbox.filters import PAGE, Cursor, ListQuery
from inbox.filters.query import OPEN
from inbox.filters.rows import ALL
from inbox.models import Conversation
from inbox.models.conversation import Status
from inbox.presenters.desk import Figure, figures_of
from inbox.presenters.filtering import (
    Choice,
    Narrowing,
    narrowings,
    panel_for,
    sort_words,
    sorts_for,
    without_filters,
)
from inbox.presenters.keeping import Keep, keep_for
from inbox.presenters.rail import rail_for
from inbox.presenters.ready import empty_of, title_of
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
    sorts: list[Choice]
    sort_word: str
    narrowed: list[Narrowing]
    clear_href: str
    panel_href: str
    back: str
    keep: Keep
    figures: list[Figure]


def listing_for(request: HttpRequest, query: ListQuery) -> Listing:
    """One page of the list with what surrounds it."""
    member = member_of(request)
    cursor = Cursor.read(request.GET.get("after", ""))
    name, narrowed = title_of(query, member), narrowings(query, member)
    found = query.rows(member) if name else query.rows(member).none()
    rows = query.after(found, cursor)
    page = list(with_what_rows_show(rows)[: PAGE + 1])
    joint = "&" if query.written() else "?"
    more = len(page) > PAGE
    behind = f"{joint}after={query.order.cursor(page[PAGE - 1])}" if more else ""
    address = reverse("inbox:list")
    return Listing(
        exists=bool(name),
        title=name or _("Nothing here"),
        empty=empty_of(query, name, filtered=bool(narrowed)),
        rows=rows_for(page[:PAGE], member, query),
        older=f"{address}{query.written()}{behind}" if more else "",
        tabs=_tabs(query),
        refresh=reverse("inbox:rows") + query.written(),
        sorts=sorts_for(query),
        sort_word=sort_words()[query.sort],
        narrowed=narrowed,
        clear_href=address + without_filters(query).written(),
        panel_href=reverse("inbox:filter") + query.written(),
        back=query.written(),
        keep=keep_for(query, member),
        figures=figures_of(query, member) if query.department else [],
    )


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The list without a conversation; the rest of it, when the list asks for more."""
    query, target = ListQuery.read(request.GET), request.headers.get("HX-Target", "")
    if "show" in request.GET:  # what the filter menu sends, with all that is empty in it
        return redirect(reverse("inbox:list") + query.written())
    if target == "open":
        return fragment(request, "inbox/_opened.html", {"opened": None})
    listing = listing_for(request, query)
    if not listing.exists:
        raise Http404
    if query.department:
        look_at_list(query.department, by=member_of(request))
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


@login_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """All that one can filter by: a page of its own, or what opens above the list."""
    query = ListQuery.read(request.GET)
    context = {"panel": panel_for(query, member_of(request))}
    if request.headers.get("HX-Target") == "filter-menu":
        return fragment(request, "inbox/_filter.html", context)
    return _private(render(request, "inbox/filter.html", context))


def next_after(member: Member, query: ListQuery, conversation: Conversation) -> Conversation | None:
    """The row below (or, at the end, above) the one that is about to leave the list."""
    rows = query.rows(member).exclude(pk=conversation.pk)
    return query.after(rows, query.order.cursor(conversation)).first() or rows.first()


def _tabs(query: ListQuery) -> list[Tab]:
    address = reverse("inbox:list")
    each = [(str(status.label), (str(status),)) for status in Status]
    return [
        Tab(label, address + query.written(status=() if status == OPEN else status), query.statuses == status)
        for label, status in (*each, (_("All"), ALL))
    ]


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    return response
