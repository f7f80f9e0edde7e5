"""The operator's page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import require
from inbox.presenters.operations import operations as read
from inbox.views.answers import fragment, member_of


@never_cache
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Channels, queues, signs of life and storage; the part that refreshes itself, when that asks.

    Who was signed out meanwhile is led to the door by the page, not by a part of it.
    """
    if request.headers.get("HX-Target") == "operations" and not request.user.is_authenticated:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _operations(request)


@login_required
def _operations(request: HttpRequest) -> HttpResponse:
    require(member_of(request), "operations.view")
    context = {"now": read()}
    if request.headers.get("HX-Target") == "operations":
        return fragment(request, "inbox/operations/_state.html", context)
    return render(request, "inbox/operations/page.html", context)
