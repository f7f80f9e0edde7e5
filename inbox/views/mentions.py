"""Who can be mentioned, and where one has been."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import may
from inbox.presenters.mentions import mention_views, mentionable_here
from inbox.views.answers import conversation_or_404, member_of


@login_required
@never_cache
@require_safe
def mentions(request: HttpRequest) -> HttpResponse:
    """Notes that name the member, those not yet read first; `?all=1` shows the others too."""
    everything = bool(request.GET.get("all"))
    rows = mention_views(member_of(request), everything=everything)
    return render(request, "inbox/mentions.html", {"rows": rows, "everything": everything})


@login_required
@never_cache
@require_safe
def mentionable(request: HttpRequest, pk: int) -> HttpResponse:
    """People and departments whose name begins as `q` says, for who may add a note here."""
    found = conversation_or_404(request, pk)
    member = member_of(request)
    if not may(member, "note.add", found):
        raise Http404
    return JsonResponse({"found": mentionable_here(found, member, request.GET.get("q", "")[:120])})
