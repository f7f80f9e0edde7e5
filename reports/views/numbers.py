"""The pages of service, of marketing and of what came of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import may
from inbox.presenters.networks import network_label
from inbox.views.answers import member_of
from reports.asked import Asked
from reports.metrics import audience, outcome
from reports.metrics import posts as measured
from reports.presenters import posts as shown
from reports.presenters.assumptions import assumption_rows
from reports.presenters.numbers import groups, kind_rows
from reports.presenters.words import door
from reports.views.paging import page_number


@login_required
@never_cache
@require_safe
def service(request: HttpRequest) -> HttpResponse:
    """Every number of service."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member)
    found = groups(scope, asked, "flow", "response", "filing")
    context = {"asked": asked, "groups": found, "kinds": kind_rows(scope, asked)}
    return render(request, "reports/service.html", context)


@login_required
@never_cache
@require_safe
def marketing(request: HttpRequest) -> HttpResponse:
    """Our posts, who speaks and how, and how much of it is about us."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member)
    voices = audience.voices(scope)
    tongues = [shown.Counted(key, count, door(asked, "languages", key)) for key, count in audience.languages(scope)]
    networks = [
        shown.Counted(network_label(key), count, door(asked, "networks", key))
        for key, count in audience.networks(scope)
    ]
    number = page_number(request)
    posts, are_more = shown.post_rows(scope, asked, number)
    context = {
        "asked": asked,
        "groups": groups(scope, asked, "posts", "audience"),
        "posts": posts,
        "older": asked.written(page=str(number + 1)) if are_more else "",
        "voices": voices,
        "voice_rows": shown.voice_rows(voices, asked),
        "voice_chart": shown.voice_chart(voices, asked),
        "languages": shown.counted_rows(tongues),
        "language_chart": shown.counted_chart(tongues),
        "networks": shown.counted_rows(networks),
        "network_chart": shown.counted_chart(networks),
    }
    return render(request, "reports/marketing.html", context)


@login_required
@never_cache
@require_safe
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """One of our own posts: how it fared, and what people asked under it."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member).everywhere
    found = get_object_or_404(measured.posts_ever(scope).select_related("channel"), pk=post_id)
    context = {"asked": asked, "post": found, "page": shown.post_page(scope, found)}
    return render(request, "reports/post.html", context)


@login_required
@never_cache
@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """What came of it for both: people, ratings, leads and calls."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member)
    months = outcome.deflection(scope)
    context = {
        "asked": asked,
        "groups": groups(scope, asked, "outcome", "together"),
        "ratings": outcome.ratings(scope),
        "months": months,
        "worth": outcome.worth(months),
        "assumptions": assumption_rows(member),
        "may_assume": may(member, "assumption.set"),
    }
    return render(request, "reports/outcomes.html", context)
