"""The weekly brief: the agenda that makes itself, what people add to it, and who gets it by mail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Explained, Shape, Strict
from accounts.models import Member
from inbox.staffing import monday_of
from reports.actions import brief
from reports.api.asked import by_of, whole
from reports.api.metrics import ReportDoor
from reports.briefing import Made, Point, brief_for
from reports.models import Brief, BriefReader
from reports.models.brief import TEXT_LENGTH

EARLIEST = date(2000, 1, 3)
LISTS = ("moved", "waits", "questions", "topics", "gaps")


class BriefShape(Shape[Brief]):
    """What people wrote for one week's meeting; `version` is needed to write it again."""

    class Meta:
        model = Brief
        fields = ("id", "week", "agenda", "decided", "version", "edited_by", "edited_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "week": "Its Monday.",
        "agenda": "What is to be talked about.",
        "decided": "What was decided.",
        "version": "Grows each time it is written.",
        "edited_by": "Who wrote it last.",
        "edited_at": "When.",
    }


class BriefReaderShape(Shape[BriefReader]):
    """When you get it by mail: 0 is Monday, the hour is one of your time zone."""

    class Meta:
        model = BriefReader
        fields = ("id", "weekday", "hour", "sent_for")
        read_only_fields = fields

    meanings: ClassVar = {
        "weekday": "0 is Monday.",
        "hour": "Of your time zone.",
        "sent_for": "The week that you got last.",
    }


class PointShape(Explained):
    """One line: what it says, and where it leads."""

    meanings: ClassVar = {
        "words": "What it says.",
        "note": "What stands beside it.",
        "is_better": "Whether that is good news; null for neither.",
        "page": "Where it leads; empty for nowhere.",
    }

    words = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    is_better = serializers.BooleanField(allow_null=True)
    page = serializers.CharField(allow_blank=True)


class AgendaShape(Explained):
    """The brief of one week, in the rights of whoever reads it."""

    meanings: ClassVar = {
        "week": "Its Monday.",
        "title": "As the page has it.",
        "moved": "Numbers that changed most.",
        "waits": "Open requests between departments, the longest first.",
        "more_waits": "How many more wait.",
        "questions": "Questions of people outside that wait, the most pressing first.",
        "topics": "Labels of what was asked in the week, the most frequent first.",
        "gaps": "Where nobody is on the roster of this week or the next, or somebody who is away.",
        "agenda": "What is to be talked about.",
        "decided": "What was decided.",
        "version": "Of what people wrote; 0 where nobody did.",
        "pdf": "The same on paper, for people who are signed in.",
    }

    week = serializers.DateField()
    title = serializers.CharField()
    moved = PointShape(many=True)
    waits = PointShape(many=True)
    more_waits = serializers.IntegerField()
    questions = PointShape(many=True)
    topics = PointShape(many=True)
    gaps = PointShape(many=True)
    objectives = serializers.ListField(child=serializers.IntegerField(), help_text="Their numbers.")
    agenda = serializers.CharField(allow_blank=True)
    decided = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    pdf = serializers.CharField()


class WeekField(serializers.DateField):
    """A week by any of its days; raises ValidationError for one that has not begun."""

    def to_internal_value(self, value: Any) -> Any:
        """Its Monday."""
        first = monday_of(super().to_internal_value(value)) if str(value) > "0001-01-07" else date.min
        if not EARLIEST <= first <= timezone.localdate():
            raise serializers.ValidationError(_("Choose a week that has begun."))
        return first


class WeekAsked(Strict):
    """Which week; the last one that is over, without."""

    week = WeekField(required=False, help_text="Any of its days.")


class Written(Strict):
    """What is to be talked about, and what was decided; `version` is the one that you read, 0 for the first."""

    meanings: ClassVar = {
        "agenda": "What is to be talked about.",
        "decided": "What was decided.",
        "version": "The one that you read, 0 for the first.",
    }

    week = WeekField(help_text="Any of its days.")
    agenda = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True)
    decided = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True)
    version = serializers.IntegerField(min_value=0, max_value=GREATEST)


class Mailed(Strict):
    """On which day (0 is Monday), at which hour of your time zone."""

    meanings: ClassVar = {
        "weekday": "0 is Monday.",
        "hour": "Of your time zone.",
    }

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    hour = serializers.IntegerField(min_value=0, max_value=23)


class AgendaDoor(ReportDoor):
    """The agenda of one week."""

    @extend_schema(
        operation_id="briefs_agenda",
        summary="Read the agenda of a week",
        description="As on the page: what moved, what waits, what people asked.\n\nNeeds the scope `reports.read`.",
        parameters=[WeekAsked],
        responses={200: AgendaShape, **problems()},
        tags=["briefs"],
    )
    def get(self, request: Request) -> Response:
        """It."""
        asked = WeekAsked(data={name: request.query_params[name] for name in request.query_params})
        asked.is_valid(raise_exception=True)
        week = dict(asked.validated_data).get("week") or monday_of(timezone.localdate()) - timedelta(days=7)
        return Response(AgendaShape(_facts(brief_for(by_of(request), week))).data)


def _facts(made: Made) -> Facts:
    found: Facts = {name: [_point(one) for one in getattr(made, name)] for name in LISTS}
    return found | {
        **{"week": made.week, "title": made.title, "more_waits": made.more_waits},
        **{name: getattr(made.written, name) for name in ("agenda", "decided", "version")},
        "objectives": [one.row.pk for one in made.aims],
        "pdf": whole(reverse("reports:brief_pdf", args=[made.week.isoformat()])),
    }


def _point(one: Point) -> Facts:
    page = whole(one.href) if one.href.startswith("/") else one.href
    return {"words": one.words, "note": one.note, "is_better": one.is_better, "page": page}


def _edit(call: Call) -> Brief:
    return brief.edit(call.given["week"], **{n: v for n, v in call.given.items() if n != "week"}, by=call.by)


def _readers(by: Member) -> QuerySet[BriefReader]:
    return BriefReader.objects.filter(member=by)


BRIEFS = Resource(
    name="briefs",
    area="reports",
    about="What people wrote for the weekly meeting. The agenda of any week, written for or not: `/briefs/agenda/`.",
    rows=lambda _by: Brief.objects.all(),
    shown=BriefShape,
    wide=(Act("brief.edit", brief.edit, Written, how=_edit, shown=BriefShape),),
)
BRIEF_MAIL = Resource(
    name="brief-mail",
    area="reports",
    about="When you get the weekly brief by mail, in your own rights, language and time zone.",
    rows=_readers,
    shown=BriefReaderShape,
    page=lambda _given, by: (list(_readers(by)), None),
    wide=(
        Act("brief.subscribe", brief.subscribe, Mailed, shown=BriefReaderShape),
        Act("brief.unsubscribe", brief.unsubscribe),
    ),
    is_one=True,
)
RESOURCES = (BRIEFS, BRIEF_MAIL)
