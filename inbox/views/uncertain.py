"""Replies that were perhaps sent: the list on which people decide."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import require
from inbox.presenters.uncertain import uncertain_views
from inbox.views.answers import member_of


@login_required
@never_cache
@require_safe
def uncertain(request: HttpRequest) -> HttpResponse:
    """Those that wait for this member, the longest-waiting first."""
    member = member_of(request)
    require(member, "delivery.send_again")
    return render(request, "inbox/uncertain.html", {"rows": uncertain_views(member)})
