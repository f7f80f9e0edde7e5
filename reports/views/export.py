"""What lies behind numbers as files, and reports on paper."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
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
from reports.paper import as_pdf, joint_paper
from reports.presenters.words import in_words
from reports.scope import readable


@login_required
@never_cache
@require_safe
def conversations(request: HttpRequest, metric: str, key: str, kind: str) -> HttpResponseBase:
    """The conversations behind a number, with the number itself."""
    found = METRICS.get(metric)
    if found is None or key not in found.behind or kind not in TYPES:
        raise Http404
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    scope = asked.scope(member)
    rows = found.conversations(scope, key)
    number = found.compute(scope)

    def totals() -> Iterator[Row]:
        yield (_("Conversations"), rows.count())
        yield (str(found.name), " ".join(in_words(number, found.unit)).strip(), number.value)
        yield (_("Counted from"), number.samples)
        yield (_("From"), asked.period.first.isoformat(), _("until"), asked.period.last.isoformat(), asked.period.zone)

    return as_file(conversation_rows(rows, totals()), _name(f"{metric}-{key}", asked), kind)


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
    totals = [(_("Requests"), found.count())]
    return as_file(request_rows(found, totals), _name(f"{asks}-asks-{of}", asked), kind)


@login_required
@never_cache
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The joint report on paper."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    return as_pdf(joint_paper(joint(asked.scope(member)), asked), _name("report", asked))


def _name(what: str, asked: Asked) -> str:
    return f"{what}-{asked.period.first.isoformat()}-{asked.period.last.isoformat()}"
