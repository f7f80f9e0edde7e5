"""Figures: sums of what was measured, from which everybody can make numbers of their own."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.shapes import Explained
from reports.api.asked import ReportAsked, by_of, read
from reports.api.metrics import NEEDS, ReportDoor
from reports.api.shapes import PeriodShape
from reports.histogram import THRESHOLDS
from reports.models import Hours, Kind
from reports.series import counts_by_tag
from reports.sums import sums

BY = ("kind", "tag", "department_id", "channel_id")
MOST_DAYS = 366


class FiguresAsked(ReportAsked):
    """And of what; without `kind` of everything that is measured."""

    meanings: ClassVar = {
        "kind": "What was measured; everything without.",
        "hours": "By the clock, or in working hours.",
    }

    kind = serializers.ChoiceField(choices=Kind.values, required=False)
    hours = serializers.ChoiceField(choices=Hours.values, required=False, default=Hours.CLOCK.value)


class DaysAsked(ReportAsked):
    """And of what."""

    meanings: ClassVar = {
        "kind": "What was measured.",
    }

    kind = serializers.ChoiceField(choices=Kind.values)


class FigureShape(Explained):
    """How many were measured, how many of them have a value, its sum, and how many took at most each of `limits`."""

    meanings: ClassVar = {
        "kind": "What was measured.",
        "tag": "Of which sort; empty for all.",
        "department": "Where.",
        "channel": "On which channel.",
        "count": "How many.",
        "known": "How many of them have a value.",
        "total": "The sum of these.",
        "within": "How many took at most each of `limits`.",
    }

    kind = serializers.ChoiceField(choices=Kind.values)
    tag = serializers.CharField(allow_blank=True)
    department = serializers.IntegerField()
    channel = serializers.IntegerField()
    count = serializers.IntegerField()
    known = serializers.IntegerField()
    total = serializers.IntegerField()
    within = serializers.ListField(child=serializers.IntegerField())


class FiguresShape(Explained):
    """Sums of a period."""

    meanings: ClassVar = {
        "period": "The days that were asked for.",
        "items": "One for each department, channel and sort.",
    }

    period = PeriodShape()
    limits = serializers.ListField(child=serializers.IntegerField(), help_text="In seconds.")
    items = FigureShape(many=True)


class DayCountsShape(Explained):
    """How many of one tag each day has, in the order of `days`."""

    meanings: ClassVar = {
        "tag": "Of which sort; empty for all.",
        "counts": "One for each of `days`.",
    }

    tag = serializers.CharField(allow_blank=True)
    counts = serializers.ListField(child=serializers.IntegerField())


class DaysShape(Explained):
    """Counts by day."""

    meanings: ClassVar = {
        "period": "The days that were asked for.",
        "days": "One after the other.",
        "items": "One for each sort.",
    }

    period = PeriodShape()
    days = serializers.ListField(child=serializers.DateField())
    items = DayCountsShape(many=True)


class FiguresDoor(ReportDoor):
    """Sums by kind, tag, department and channel."""

    @extend_schema(
        operation_id="figures_list",
        summary="Read sums of what was measured",
        description=(
            "By kind, tag, department and channel; sums of several cells may be added, medians may not, so those are "
            "among the metrics. What each kind means is in the guide to reports." + NEEDS
        ),
        parameters=[FiguresAsked],
        responses={200: FiguresShape, **problems()},
        tags=["figures"],
    )
    def get(self, request: Request) -> Response:
        """The sums."""
        given, asked = read(request, FiguresAsked)
        kinds = [given["kind"]] if "kind" in given else list(Kind.values)
        found = sums(asked.scope(by_of(request)), kinds, *BY, hours=Hours(given["hours"]))
        items = [
            dict(zip(("kind", "tag", "department", "channel"), key, strict=True))
            | {"count": one.count, "known": one.known, "total": one.total, "within": one.within}
            for key, one in sorted(found.items())
        ]
        return Response(FiguresShape({"period": asked.period, "limits": THRESHOLDS, "items": items}).data)


class DaysDoor(ReportDoor):
    """Counts by day."""

    @extend_schema(
        operation_id="figures_days",
        summary="Count what was measured, day by day",
        description="At most 366 days of your time zone, by tag." + NEEDS,
        parameters=[DaysAsked],
        responses={200: DaysShape, **problems()},
        tags=["figures"],
    )
    def get(self, request: Request) -> Response:
        """The counts."""
        given, asked = read(request, DaysAsked)
        if asked.period.days > MOST_DAYS:
            raise ValidationError({"from": [_("Ask for at most %(days)s days.") % {"days": MOST_DAYS}]})
        days = asked.period.each()
        found = counts_by_tag(asked.scope(by_of(request)), given["kind"], days)
        items = [{"tag": tag, "counts": counts} for tag, counts in sorted(found.items())]
        told = {"period": asked.period, "days": [day.first for day in days], "items": items}
        return Response(DaysShape(told).data)
