"""One conversation, beside the list it was opened from."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from inbox.actions.read import mark_read, view_closed
from inbox.filters import ListQuery
from inbox.models import Conversation
from inbox.presenters.opened import Opened, newest_message, open_conversation
from inbox.views.answers import conversation_or_404, fragment, member_of, to_conversation
from inbox.views.listing import listing_for


@login_required
@require_safe
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """Its page; only the panes that change when it is opened from the list."""
    member = member_of(request)
    found = conversation_or_404(request, pk)
    if found.pk != pk:
        return to_conversation(found.pk, ListQuery.read(request.GET))
    if member.is_administrator and found.is_closed:
        view_closed(found, by=member)
    opened = _opened(request, found)
    mark_read(found, by=member)
    if request.headers.get("HX-Target") == "open":
        return fragment(request, "inbox/_opened.html", {"opened": opened})
    listing = listing_for(request, ListQuery.read(request.GET))
    response = render(request, "inbox/conversation.html", {"opened": opened, "listing": listing})
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes while one reads: head, messages, side; never the composer."""
    found = conversation_or_404(request, pk)
    if found.pk != pk:
        return redirect(reverse("inbox:thread", args=[found.pk]) + ListQuery.read(request.GET).written())
    opened = _opened(request, found)
    mark_read(found, by=member_of(request))
    return fragment(request, "inbox/_thread.html", {"opened": opened})


def _opened(request: HttpRequest, found: Conversation) -> Opened:
    query = ListQuery.read(request.GET)
    return open_conversation(found, member_of(request), query, request.GET, newest=newest_message(found))
