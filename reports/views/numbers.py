"""The pages of service, of marketing and of what came of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import may
from inbox.presenters.networks import network_label
from inbox.views.answers import member_of
from reports.asked import Asked
from reports.metrics import audience, outcome
from reports.metrics import posts as measured
from reports.models import Assumption
from reports.presenters import posts as shown
from reports.presenters.numbers import groups, kind_rows


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
    tongues = audience.languages(scope)
    networks = [(network_label(name), count) for name, count in audience.networks(scope)]
    context = {
        "asked": asked,
        "groups": groups(scope, asked, "posts", "audience"),
        "posts": shown.post_rows(scope, asked),
        "voices": voices,
        "voice_rows": [(voice.name or _("us"), voice.count) for voice in voices],
        "voice_chart": shown.voice_chart(voices),
        "languages": tongues,
        "language_chart": shown.tongues_chart(tongues),
        "networks": networks,
        "network_chart": shown.tongues_chart(networks),
    }
    return render(request, "reports/marketing.html", context)


@login_required
@never_cache
@require_safe
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """One of our own posts: how it fared, and what people asked under it."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member)
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
        "assumptions": Assumption.objects.select_related("sales", "set_by")[:20],
        "may_assume": may(member, "assumption.set"),
    }
    return render(request, "reports/outcomes.html", context)
