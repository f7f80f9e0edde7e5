"""The report that belongs to every department, who speaks, and who asks whom."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.stream import AnyType
from reports.api.asked import ReportAsked, by_of, read, whole
from reports.api.metrics import NEEDS, ReportDoor, behind
from reports.api.shapes import AudienceShape, JointShape
from reports.asked import Asked
from reports.behind import file_name
from reports.export import request_rows
from reports.files import TYPES, as_file
from reports.joint import MINUTES, Joint, joint
from reports.metrics import audience
from reports.metrics.asking import Pair, requests
from reports.metrics.catalogue import METRICS
from reports.scope import readable

PAIR = ("asks", "asked", "count", "accepted", "declined", "bounced", "acknowledgement", "answer", "oldest_open", "silo")


class JointDoor(ReportDoor):
    """The joint report."""

    @extend_schema(
        operation_id="reports_joint",
        summary="Read the joint report",
        description="Large numbers, departments, first answers, thirteen weeks, and who asks whom." + NEEDS,
        parameters=[ReportAsked],
        responses={200: JointShape, **problems()},
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        """It."""
        _given, asked = read(request, ReportAsked)
        return Response(JointShape(_facts(joint(asked.scope(by_of(request)), asked.before), asked)).data)


class AudienceDoor(ReportDoor):
    """Who speaks."""

    @extend_schema(
        operation_id="reports_audience",
        summary="Read who speaks, and of whom",
        description="Share of voice, languages and networks of what people outside said." + NEEDS,
        parameters=[ReportAsked],
        responses={200: AudienceShape, **problems()},
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        """Counts; shares are made of them."""
        _given, asked = read(request, ReportAsked)
        scope = asked.scope(by_of(request))
        found = {"period": asked.period, "voices": audience.voices(scope)}
        for name, pairs in (("languages", audience.languages(scope)), ("networks", audience.networks(scope))):
            found[name] = [{"name": one, "count": count} for one, count in pairs]
        return Response(AudienceShape(found).data)


class AskedFileDoor(ReportDoor):
    """What one department asked of another."""

    content_negotiation_class: Any = AnyType

    @extend_schema(
        operation_id="reports_asked_file",
        summary="Download what one department asked of another",
        description="A row for each request. Departments are named by their slugs; `kind` is csv or xlsx." + NEEDS,
        parameters=[ReportAsked],
        responses={**{(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in TYPES.values()}, **problems()},
        tags=["reports"],
    )
    def get(self, request: Request, asks: str, of: str, kind: str) -> HttpResponseBase:
        """The file."""
        _given, asked = read(request, ReportAsked)
        by = by_of(request)
        if kind not in TYPES:
            raise Http404
        one, other = (get_object_or_404(readable(by), slug=slug) for slug in (asks, of))
        found = requests(asked.scope(by)).filter(from_department=one.pk, to_department=other.pk)
        return as_file(request_rows(found), file_name(f"{asks}-asks-{of}", asked), kind)


def _facts(found: Joint, asked: Asked) -> dict[str, Any]:
    slugs = {one.pk: one.slug for one in asked.departments}
    ends = [*MINUTES, None, None]
    return {
        "period": asked.period,
        "against": asked.before,
        "headlines": [_headline(key, found, asked) for key in found.now],
        "departments": found.lines,
        "together": found.together,
        "first_responses": [
            {"minutes": end, "is_none": n == len(found.steps) - 1, "count": count}
            for n, (end, count) in enumerate(zip(ends, found.steps, strict=True))
        ],
        "steps_are_exact": found.steps_are_exact,
        "weeks": found.weeks,
        "pairs": [_pair(pair, slugs, asked) for pair in found.pairs if {pair.asks, pair.asked} <= slugs.keys()],
        "pdf": whole(reverse("reports:pdf") + asked.written()),
    }


def _headline(key: str, found: Joint, asked: Asked) -> dict[str, Any]:
    metric = METRICS[key]
    told: dict[str, Any] = {"key": key, "name": str(metric.name), "unit": metric.unit, "definition": metric.definition}
    return told | {"now": found.now[key], "before": found.before[key], "behind": behind(metric, asked)}


def _pair(pair: Pair, slugs: dict[int, str], asked: Asked) -> dict[str, Any]:
    seen = reverse("reports:behind_pair", args=[slugs[pair.asks], slugs[pair.asked]]) + asked.written(department="")
    return {**{name: getattr(pair, name) for name in PAIR}, "page": whole(seen)}
