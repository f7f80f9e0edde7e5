"""What lies behind numbers as files, and reports on paper."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.views.answers import member_of
from reports.asked import Asked
from reports.behind import file_name, rows_behind
from reports.export import request_rows
from reports.files import TYPES, as_file
from reports.joint import joint
from reports.metrics.asking import requests
from reports.metrics.catalogue import METRICS
from reports.paper import as_pdf, joint_paper
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
    return as_file(rows_behind(found, key, asked, member), file_name(f"{metric}-{key}", asked), kind)


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
    return as_file(request_rows(found, totals), file_name(f"{asks}-asks-{of}", asked), kind)


@login_required
@never_cache
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The joint report on paper."""
    member = member_of(request)
    asked = Asked.read(member, request.GET)
    return as_pdf(joint_paper(joint(asked.scope(member), asked.before), asked), file_name("report", asked))
