"""The joint report, and the conversations behind each of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
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
        "first_response": shown.first_response_chart(found),
        "is_near": not found.steps_are_exact,
        "coverage": shown.coverage_chart(found.lines, names),
        "weeks": shown.weeks_chart(found),
        "step_rows": shown.first_response_rows(found),
        "week_rows": shown.week_rows(found),
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
    return _list(request, asked, rows, (found.title(key), found.definition), export=f"{request.path}export/")


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
    return _list(request, asked, rows, (_("Under one of our posts"), post.text), chosen={"only": only})


def _list(
    request: HttpRequest,
    asked: Asked,
    rows: Any,
    said: tuple[str, str],
    *,
    export: str = "",
    chosen: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A page of conversations; `chosen` is what else the address chose and goes on to choose."""
    number, other = page_number(request), {key: text for key, text in (chosen or {}).items() if text}
    order = ("-last_message_at", "-pk")
    # Which rows these are is asked first: what each shows is looked up for one page only.
    ids = list(rows.order_by(*order).values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE + 1])
    shown_rows = list(with_what_rows_show(rows.filter(pk__in=ids[:PAGE])).order_by(*order))
    context = {
        "title": said[0],
        "definition": said[1],
        "asked": asked,
        "export": export,
        "count": rows.count(),
        "chosen": other,
        "rows": rows_for(shown_rows, member_of(request), ListQuery(status=("all",))),
        "older": asked.written(**other, page=str(number + 1)) if len(ids) > PAGE else "",
    }
    return render(request, "reports/behind.html", context)
