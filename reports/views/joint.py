"""The joint report, and the conversations behind each of its numbers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.filters import ListQuery
from inbox.presenters.rows import rows_for, with_what_rows_show
from inbox.views.answers import member_of
from reports.asked import Asked
from reports.joint import joint
from reports.metrics.catalogue import METRICS
from reports.metrics.posts import ONLY, posts_ever, under_only
from reports.presenters import joint as shown

PAGE = 50
MOST_PAGES = 200


@login_required
@never_cache
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """What belongs to all departments, of the days and places that the address names."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    found = joint(asked.scope(member))
    names = {one.pk: one for one in asked.departments}
    places = [one for one in asked.departments if any(one.pk in (pair.asks, pair.asked) for pair in found.pairs)]
    rows, together = shown.table(found, asked, names)
    context = {
        "asked": asked,
        "stats": shown.stats(found, asked),
        "first_response": shown.first_response_chart(found),
        "is_near": not found.steps_are_exact,
        "coverage": shown.coverage_chart(found.lines, names),
        "weeks": shown.weeks_chart(found),
        "places": places,
        "map": shown.map_rows(found.pairs, asked, places),
        "slowest": shown.slowest(found.pairs, asked, names),
        "rows": rows,
        "columns": shown.columns_of_table(),
        "together": together,
    }
    return render(request, "reports/joint.html", context)


@login_required
@never_cache
@require_safe
def behind(request: HttpRequest, metric: str, key: str) -> HttpResponse:
    """The conversations that a number was counted from."""
    found = METRICS.get(metric)
    if found is None or key not in found.behind:
        raise Http404
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    rows = found.conversations(asked.scope(member), key)
    return _list(request, asked, rows, (str(found.name), found.definition), f"{request.path}export/")


@login_required
@never_cache
@require_safe
def under(request: HttpRequest, post_id: int) -> HttpResponse:
    """The conversations under one of our own posts."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member)
    post = get_object_or_404(posts_ever(scope), pk=post_id)
    only = request.GET.get("only", "")
    if only not in ONLY:
        raise Http404
    rows = under_only(scope, posts_ever(scope).filter(pk=post.pk), only)
    return _list(request, asked, rows, (_("Under one of our posts"), post.text))


def _list(request: HttpRequest, asked: Asked, rows: Any, said: tuple[str, str], export: str = "") -> HttpResponse:
    text = request.GET.get("page", "1")
    page = min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    ordered = with_what_rows_show(rows).order_by("-last_message_at", "-pk")
    shown_rows = list(ordered[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "title": said[0],
        "definition": said[1],
        "asked": asked,
        "export": export,
        "count": rows.count(),
        "rows": rows_for(shown_rows[:PAGE], member_of(request), ListQuery(status=("all",))),
        "older": asked.written(page=str(page + 1)) if len(shown_rows) > PAGE else "",
    }
    return render(request, "reports/behind.html", context)
