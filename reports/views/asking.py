"""The map of who asks whom, and the requests behind each of its cells."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.views.answers import member_of
from reports.asked import Asked
from reports.metrics.asking import pairs, requests
from reports.presenters import joint as shown
from reports.presenters.asking import pair_rows, request_rows
from reports.scope import readable
from reports.views.paging import page_number

PAGE = 50


@login_required
@never_cache
@require_safe
def asking_map(request: HttpRequest) -> HttpResponse:
    """Department by department, and each pair in figures."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member)
    found = pairs(scope)
    places = [one for one in asked.departments if any(one.pk in (pair.asks, pair.asked) for pair in found)]
    names = {one.pk: one for one in asked.departments}
    context = {
        "asked": asked,
        "places": places,
        "map": shown.map_rows(found, asked, places),
        "slowest": shown.slowest(found, asked, names),
        "pairs": pair_rows(found, asked, names),
    }
    return render(request, "reports/map.html", context)


@login_required
@never_cache
@require_safe
def between(request: HttpRequest, asks: str, of: str) -> HttpResponse:
    """What one department asked of another, request by request."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    one, other = (get_object_or_404(readable(member), slug=slug) for slug in (asks, of))
    found = requests(asked.scope(member)).filter(from_department=one.pk, to_department=other.pk)
    page = page_number(request)
    rows = request_rows(found.order_by("-asked_at", "-pk")[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "asked": asked,
        "asks": one,
        "other": other,
        "count": found.count(),
        "rows": rows[:PAGE],
        "older": asked.written(page=str(page + 1)) if len(rows) > PAGE else "",
    }
    return render(request, "reports/between.html", context)
