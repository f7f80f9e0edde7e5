"""Spikes, for whoever may see one of their posts: what, how much more than usual, and the posts themselves."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
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
    context = {"spike": spike_row(found), "chart": chart_of(found), "posts": posts, "count": count}
    newest = posts[0].conversation if posts else 0
    return render(request, "routing/spikes/spike.html", {**context, "force": force_address(newest)})


def force_address(conversation_id: int) -> str:
    """Where a task force on a conversation is opened; empty where no such page is."""
    if not conversation_id:
        return ""
    try:
        return f"{reverse('inbox:task_force_open')}?conversation={conversation_id}"
    except NoReverseMatch:
        return ""
