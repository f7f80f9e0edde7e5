"""What lies behind numbers as files, and reports on paper."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.views.answers import member_of
from reports.asked import Asked
from reports.export import Row, conversation_rows, request_rows
from reports.files import TYPES, as_file
from reports.joint import joint
from reports.metrics.asking import requests
from reports.metrics.catalogue import METRICS
from reports.metrics.posts import ONLY, posts_ever, under_only
from reports.paper import as_pdf, joint_paper
from reports.presenters.behind import alone, under_title
from reports.presenters.words import in_words
from reports.scope import readable


@login_required
@never_cache
@require_safe
def conversations(request: HttpRequest, metric: str, key: str, kind: str) -> HttpResponseBase:
    """The conversations behind a number, with the number itself."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member)
    found = alone(scope, metric, key)
    if found is None or kind not in TYPES:
        raise Http404
    whole = METRICS.get(metric)
    number = whole.compute(scope) if whole else None

    def totals() -> Iterator[Row]:
        yield (_("Conversations"), found.rows.count())
        if whole and number:
            yield (str(whole.name), " ".join(in_words(number, whole.unit)).strip(), number.value)
            yield (_("Counted from"), number.samples)
        else:
            yield (found.title,)
        yield _days(asked)

    return as_file(conversation_rows(found.rows, totals()), _name(f"{metric}-{key}", asked), kind)


@login_required
@never_cache
@require_safe
def under(request: HttpRequest, post_id: int, kind: str) -> HttpResponseBase:
    """The conversations under one of our posts, with its words."""
    member, only = member_of(request), request.GET.get("only", "")
    if kind not in TYPES or only not in ONLY:
        raise Http404
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member).everywhere
    posts = posts_ever(scope).filter(pk=post_id)
    post = get_object_or_404(posts)
    rows = under_only(scope, posts, only)
    zone = (_("Post of"), str(localtime(post.sent_at).date()), asked.period.zone)
    totals: list[Row] = [(_("Conversations"), rows.count()), (under_title(only), post.text), zone]
    return as_file(conversation_rows(rows, totals), f"post-{post.pk}-{only or 'all'}", kind)


@login_required
@never_cache
@require_safe
def between(request: HttpRequest, asks: str, of: str, kind: str) -> HttpResponseBase:
    """The requests of one department to another."""
    if kind not in TYPES:
        raise Http404
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    one, other = (get_object_or_404(readable(member), slug=slug) for slug in (asks, of))
    found = requests(asked.scope(member)).filter(from_department=one.pk, to_department=other.pk)
    totals = [(_("Requests"), found.count()), _days(asked)]
    return as_file(request_rows(found, totals), _name(f"{asks}-asks-{of}", asked), kind)


@login_required
@never_cache
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The joint report on paper."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    return as_pdf(joint_paper(joint(asked.scope(member), asked.before), asked), _name("report", asked))


def _days(asked: Asked) -> Row:
    """The last line: which days were asked for, and the zone in which the file tells its times."""
    return (_("From"), asked.period.first.isoformat(), _("until"), asked.period.last.isoformat(), asked.period.zone)


def _name(what: str, asked: Asked) -> str:
    return f"{what}-{asked.period.first.isoformat()}-{asked.period.last.isoformat()}"
