"""Every number with its definition, how many it was counted from, and what those were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.door import Door
from accounts.api.rows import number_of
from accounts.api.shapes import page_of
from accounts.api.stream import AnyType
from inbox.api.conversations import ConversationShape, visible
from inbox.models import Conversation
from reports.api.asked import BehindAsked, FileAsked, NumbersAsked, ReportAsked, by_of, metric_or_none, read, whole
from reports.api.shapes import MetricShape, MetricsShape
from reports.asked import Asked
from reports.behind import file_name, rows_behind
from reports.files import TYPES, as_file
from reports.metrics.catalogue import GROUPS, METRICS
from reports.metrics.number import Metric, Number
from reports.scope import Scope
from reports.sums import read_ahead

NEEDS = "\n\nNeeds the scope `reports.read`. Told is what departments that exist for you have, as on the pages."
GROUP = {name: group for group, names in GROUPS.items() for name in names}


class ReportDoor(Door):
    """Reads numbers."""

    http_method_names: Any = ("get", "head", "options")

    def scope(self, method: str) -> str:
        """Of reports."""
        return "reports.read"


def behind(metric: Metric, asked: Asked) -> list[dict[str, str]]:
    """Where each part of a number can be looked at."""
    found = []
    for key in metric.behind:
        seen = reverse("reports:behind", args=[metric.key, key]) + asked.written()
        rows = reverse("reports-api:metric-conversations", args=[metric.key]) + asked.written(key=key)
        file = reverse("reports-api:metric-file", args=[metric.key, "csv"]) + asked.written(key=key)
        found.append({"key": key, "page": whole(seen), "conversations": whole(rows), "csv": whole(file)})
    return found


def facts(metric: Metric, now: Number, before: Number | None, asked: Asked) -> dict[str, Any]:
    """One number as it is told."""
    told: dict[str, Any] = {name: getattr(metric, name) for name in ("key", "unit", "definition", "less_is_better")}
    group = GROUP.get(metric.key, "")
    return told | {
        **{"name": str(metric.name), "group": group, "now": now, "before": before},
        "behind": behind(metric, asked),
    }


def told(names: Mapping[str, Metric], scope: Scope, asked: Asked) -> list[dict[str, Any]]:
    """These numbers, for the period and the one that it is compared with."""
    kinds = frozenset[str]().union(*(one.kinds for one in names.values()))
    now, before = (read_ahead(one, kinds) for one in (scope, scope.during(asked.before)))
    return [
        facts(one, one.compute(now), None if one.is_of_now else one.compute(before), asked) for one in names.values()
    ]


def page_of_rows(counted: QuerySet[Conversation], given: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """One page of conversations behind a number, the newest first; raises ValidationError for a place that is none."""
    by, limit = by_of(request), given["limit"]
    rows = visible(by).filter(pk__in=counted.order_by().values("pk"))
    if given.get("after"):
        rows = rows.filter(pk__lt=number_of(given["after"]))
    some = list(rows.order_by("-pk")[: limit + 1])
    items = ConversationShape(some[:limit], many=True, context={"by": by, "request": request}).data
    return {"items": items, "next": str(some[limit - 1].pk) if len(some) > limit else None}


class MetricsDoor(ReportDoor):
    """Numbers of one group, or of all."""

    @extend_schema(
        operation_id="metrics_list",
        summary="Read the numbers of reports",
        description="All numbers, or those of a group: for the days asked for, and those to compare with." + NEEDS,
        parameters=[NumbersAsked],
        responses={200: MetricsShape, **problems()},
        tags=["metrics"],
    )
    def get(self, request: Request) -> Response:
        """All of them."""
        given, asked = read(request, NumbersAsked)
        groups = [given["group"]] if "group" in given else list(GROUPS)
        names = [name for group in groups for name in GROUPS[group]]
        items = told({name: METRICS[name] for name in names}, asked.scope(by_of(request)), asked)
        return Response(MetricsShape({"period": asked.period, "against": asked.before, "items": items}).data)


class MetricDoor(ReportDoor):
    """One number."""

    @extend_schema(
        operation_id="metrics_get",
        summary="Read one number",
        description="One number by its key, with what exactly is counted." + NEEDS,
        parameters=[ReportAsked],
        responses={200: MetricShape, **problems()},
        tags=["metrics"],
    )
    def get(self, request: Request, metric: str) -> Response:
        """It."""
        found = metric_or_none(metric)
        if found is None:
            raise Http404
        _given, asked = read(request, ReportAsked)
        return Response(MetricShape(told({metric: found}, asked.scope(by_of(request)), asked)[0]).data)


class BehindDoor(ReportDoor):
    """The conversations that a number was counted from."""

    @extend_schema(
        operation_id="metrics_conversations",
        summary="List the conversations that a number was counted from",
        description=(
            "These and no others, the newest first. Where messages are counted, a conversation may count several "
            "times and is listed once. `key` is one of the number's `behind`." + NEEDS
        ),
        parameters=[BehindAsked],
        responses={200: page_of("CountedConversations", ConversationShape), **problems()},
        tags=["metrics"],
    )
    def get(self, request: Request, metric: str) -> Response:
        """One page of them."""
        given, asked = read(request, BehindAsked)
        found = metric_or_none(metric, given["key"])
        if found is None:
            raise Http404
        return Response(page_of_rows(found.conversations(asked.scope(by_of(request)), given["key"]), given, request))


class FileDoor(ReportDoor):
    """The same as a file, made while it is downloaded."""

    content_negotiation_class: Any = AnyType

    @extend_schema(
        operation_id="metrics_file",
        summary="Download the conversations that a number was counted from",
        description=(
            "A row for each, then what the report says of all of them; made while it is downloaded, so it may be as "
            "large as it likes. `kind` is csv or xlsx." + NEEDS
        ),
        parameters=[FileAsked],
        responses={**{(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in TYPES.values()}, **problems()},
        tags=["metrics"],
    )
    def get(self, request: Request, metric: str, kind: str) -> HttpResponseBase:
        """The file."""
        given, asked = read(request, FileAsked)
        found = metric_or_none(metric, given["key"])
        if found is None or kind not in TYPES:
            raise Http404
        rows = rows_behind(found, given["key"], asked, by_of(request))
        return as_file(rows, file_name(f"{metric}-{given['key']}", asked), kind)
