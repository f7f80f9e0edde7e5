"""The search page: everything that one may see, by its words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Member
from inbox.filters import Cursor
from inbox.presenters import search as shown
from inbox.presenters.contacts import Known, together_as_seen
from inbox.presenters.found import BESIDE, FoundRow, found_rows
from inbox.search.find import PAGE, Kind, asks_contacts, find
from inbox.search.people import contacts
from inbox.search.scope import Scope, scope_of
from inbox.search.syntax import LONGEST, Query, parse
from inbox.views.answers import member_of

BESIDES = 4
"""People shown above what was written."""


@login_required
@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was typed, and what it finds; `kind`, `sort` and `after` (a cursor) are optional."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[: LONGEST + 1]
    given = request.GET.get("kind", "")
    kind = Kind(given) if given in Kind else Kind.ALL
    newest = request.GET.get("sort") == "newest"
    query = parse(text, timezone.localdate())
    context = {
        "text": text[:LONGEST],
        "query": query,
        "kind": kind,
        "newest": newest,
        "tabs": shown.tabs(text, kind, newest=newest),
        "best_href": shown.address(text, kind),
        "newest_href": shown.address(text, kind, newest=True),
        "examples": shown.examples(),
        "searched": shown.searched(query, kind),
        "beside": BESIDE.written(),
        **_found(request, query, text, kind, newest=newest),
    }
    return render(request, "inbox/search.html", context)


def _found(request: HttpRequest, query: Query, text: str, kind: Kind, *, newest: bool) -> dict[str, Any]:
    member, after = member_of(request), request.GET.get("after", "")
    people: list[Known] = []
    rows: list[FoundRow] = []
    older = people_href = ""
    scope = scope_of(query, member)
    if query and kind is Kind.CONTACTS:
        people, older = _people(query, member, text, after)
    elif query:
        rows, older = _written(query, scope, member, text, kind, newest=newest, after=after)
        if kind is Kind.ALL and not after and asks_contacts(query):
            people = together_as_seen(list(contacts(query, member)[: BESIDES + 1]), member)
            people_href = shown.address(text, Kind.CONTACTS) if len(people) > BESIDES else ""
            people = people[:BESIDES]
    doubts = [shown.sentence(doubt) for doubt in (*query.doubts, *scope.doubts)]
    return {"people": people, "rows": rows, "older": older, "people_href": people_href, "doubts": doubts}


def _written(
    query: Query, scope: Scope, member: Member, text: str, kind: Kind, *, newest: bool, after: str
) -> tuple[list[FoundRow], str]:
    hits = find(query, scope, kind, newest=newest, cursor=Cursor.read(after))
    older = ""
    if len(hits) > PAGE:
        older = shown.address(text, kind, newest=newest, after=str(hits[PAGE - 1].cursor))
    return found_rows(hits[:PAGE], query, member), older


def _people(query: Query, member: Member, text: str, after: str) -> tuple[list[Known], str]:
    if not asks_contacts(query):
        return [], ""
    found = contacts(query, member)
    if after.isascii() and after.isdecimal() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    page = list(found[: PAGE + 1])
    older = shown.address(text, Kind.CONTACTS, after=str(page[PAGE - 1].pk)) if len(page) > PAGE else ""
    return together_as_seen(page[:PAGE], member), older
