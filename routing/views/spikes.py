"""Spikes, for whoever may see one of their posts: what, how much more than usual, and the posts themselves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.permissions import may
from inbox.views.answers import member_of
from routing.models import Spike
from routing.spike_words import chart_of, posts_in, spike_row, spike_rows


@login_required
@require_safe
def spikes(request: HttpRequest) -> HttpResponse:
    """Those with a post that the member may see."""
    member = member_of(request)
    return render(
        request, "routing/spikes/list.html", {"spikes": spike_rows(member), "may_tune": may(member, "spike.tune")}
    )


@login_required
@require_safe
def spike(request: HttpRequest, spike_id: int) -> HttpResponse:
    """One of them."""
    member = member_of(request)
    related = Spike.objects.visible_to(member).select_related("channel", "topic").defer("channel__credentials")
    found = related.filter(pk=spike_id).first()
    if found is None:
        raise Http404
    posts, count = posts_in(found, member)
    context: dict[str, Any] = {"spike": spike_row(found), "chart": chart_of(found), "posts": posts, "count": count}
    newest = posts[0].conversation if posts else 0
    force = force_address(newest, context["spike"].title) if may(member, "task_force.open") else ""
    return render(request, "routing/spikes/spike.html", {**context, "force": force})


def force_address(conversation_id: int, name: str) -> str:
    """Where a task force is opened from a conversation, with a name to begin with; without one, from nothing."""
    source: dict[str, str | int] = {"conversation": conversation_id} if conversation_id else {}
    return f"{reverse('inbox:task_force_open')}?{urlencode({**source, 'name': name})}"
