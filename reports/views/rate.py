"""The page behind the link of a rating: GET shows, only POST records, since mail scanners open links."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actors import OUTSIDE
from accounts.errors import NotPossible
from reports.actions.rate import give
from reports.ratings import conversation_of, rating_of

TRIES, WITHIN = 60, 60
"""Requests that one address may make in so many seconds."""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Five buttons; nobody is signed in here, so the signed link alone says what is rated."""
    response = _rated(request, token)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _rated(request: HttpRequest, token: str) -> HttpResponse:
    if _too_often(request):
        return _page(request, {"why": "often"}, HTTPStatus.TOO_MANY_REQUESTS)
    conversation, why = conversation_of(token)
    if conversation is None:
        return _page(request, {"why": why}, HTTPStatus.NOT_FOUND)
    facts = {"channel": conversation.channel.name, "why": why, "given": 0}
    if why:
        return _page(request, facts, HTTPStatus.GONE)
    score = request.POST.get("score", "")
    if request.method == "POST" and score in {"1", "2", "3", "4", "5"}:
        try:
            give(conversation, score=int(score), by=OUTSIDE)
        except NotPossible:
            return _page(request, facts | {"why": "again"}, HTTPStatus.GONE)
    given = rating_of(conversation)
    return _page(request, facts | {"given": given.score if given else 0})


def _page(request: HttpRequest, facts: dict[str, object], status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    words = {1: _("very bad"), 2: _("bad"), 3: _("so-so"), 4: _("good"), 5: _("very good")}
    return render(request, "reports/rate.html", {"given": 0, "words": words, **facts}, status=status)


def _too_often(request: HttpRequest) -> bool:
    key = f"rating-link:{get_adapter().get_client_ip(request)}"
    if cache.add(key, 1, WITHIN):
        return False
    try:
        return cache.incr(key) > TRIES
    except ValueError:  # it ran out in this very moment
        return False
