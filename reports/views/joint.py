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
from reports.metrics.posts import ONLY, posts_ever, under_only
from reports.presenters import joint as shown
from reports.presenters.behind import Listed, Part, listed, under_title, under_words
from reports.presenters.between import map_rows, slowest
from reports.views.paging import page_number

PAGE = 50


@login_required
@never_cache
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """What belongs to all departments, of the days and places that the address names."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    found = joint(asked.scope(member), asked.before)
    names = {one.pk: one for one in asked.departments}
    places = [one for one in asked.departments if any(one.pk in (pair.asks, pair.asked) for pair in found.pairs)]
    rows, together = shown.table(found, asked, names)
    context = {
        "asked": asked,
        "stats": shown.stats(found, asked),
        "first_response": shown.first_response_chart(found, asked),
        "is_near": not found.steps_are_exact,
        "coverage": shown.coverage_chart(found.lines, names),
        "weeks": shown.weeks_chart(found, asked),
        "step_rows": shown.first_response_rows(found, asked),
        "week_rows": shown.week_rows(found, asked),
        "places": places,
        "map": map_rows(found.pairs, asked, places),
        "slowest": slowest(found.pairs, asked, names),
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
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    found = listed(asked.scope(member), asked, metric, key)
    if found is None:
        raise Http404
    return _list(request, asked, found)


@login_required
@never_cache
@require_safe
def under(request: HttpRequest, post_id: int) -> HttpResponse:
    """The conversations under one of our own posts, of its whole life and wherever they lie now."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member).everywhere
    posts, only = posts_ever(scope).filter(pk=post_id), request.GET.get("only", "")
    post = get_object_or_404(posts)
    if only not in ONLY:
        raise Http404
    parts = [
        Part(words, under_only(scope, posts, key).count(), request.path + asked.written(only=key), key == only)
        for key, words in under_words().items()
    ]
    said = (under_title(only), post.text.strip() or _("(without words)"))
    found = Listed(*said, under_only(scope, posts, only), parts, {"only": only} if only else {}, is_whole_life=True)
    return _list(request, asked, found)


def _list(request: HttpRequest, asked: Asked, found: Listed) -> HttpResponse:
    """A page of conversations."""
    number, order = page_number(request), ("-last_message_at", "-pk")
    rows: Any = found.rows
    # Which rows these are is asked first: what each shows is looked up for one page only.
    ids = list(rows.order_by(*order).values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE + 1])
    shown_rows = list(with_what_rows_show(rows.filter(pk__in=ids[:PAGE])).order_by(*order))
    context = {
        "listed": found,
        "asked": asked,
        "export": f"{request.path}export/",
        "count": rows.count(),
        "rows": rows_for(shown_rows, member_of(request), ListQuery(status=("all",))),
        "older": asked.written(**found.chosen, page=str(number + 1)) if len(ids) > PAGE else "",
    }
    return render(request, "reports/behind.html", context)
