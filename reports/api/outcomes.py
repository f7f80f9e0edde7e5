"""What people outside say of how it went, and what numbers in money rest on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.resources import Act, Facts, Resource
from accounts.api.shapes import GREATEST, Listed, Shape, Strict
from accounts.models import Member
from inbox.api.notes import look, of_conversation
from inbox.api.who import a_department
from inbox.models import Conversation
from reports.actions import assume
from reports.forms import CURRENCIES
from reports.models import Assumption, Rating

LAST_YEAR = 2199


class RatingShape(Shape[Rating]):
    """From 1, bad, to 5, very good; one for each resolution, of the department that held it."""

    class Meta:
        model = Rating
        fields = ("id", "conversation", "resolved_at", "department", "score", "given_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "conversation": "What was rated.",
        "resolved_at": "Which resolution of it.",
        "department": "Who held it then.",
        "score": "From 1, bad, to 5, very good.",
        "given_at": "When.",
    }


class RatingsAsked(Listed):
    """Which conversation's, whose, and how good."""

    meanings: ClassVar = {
        "conversation": "Of this one.",
        "department": "Of what this one held.",
        "score": "With exactly this score.",
    }

    conversation = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    department = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    score = serializers.IntegerField(required=False, min_value=1, max_value=5)


class AssumptionShape(Shape[Assumption]):
    """Holds from the first of its month until another one does; versions are never changed."""

    class Meta:
        model = Assumption
        fields = ("id", "month", "call_share", "call_cost", "currency", "tough_hours", "sales", "set_by", "set_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "month": "Its first day.",
        "call_share": "Which share of people would have called instead, from 0 to 1.",
        "call_cost": "Of one call.",
        "currency": "Such as EUR.",
        "tough_hours": "After how many hours a question counts as tough.",
        "sales": "The department that sells.",
        "set_by": "Who set it.",
        "set_at": "When.",
    }


class NewAssumption(Strict):
    """From which month on (any of its days), and what holds from then."""

    meanings: ClassVar = {
        "month": "Any of its days.",
        "call_cost": "Of one call.",
        "currency": "Such as EUR.",
        "tough_hours": "After how many hours a question counts as tough.",
        "sales": "The department that sells.",
    }

    month = serializers.DateField()
    call_share = serializers.DecimalField(
        max_digits=4, decimal_places=3, min_value=Decimal(0), max_value=Decimal(1), help_text="From 0 to 1."
    )
    call_cost = serializers.DecimalField(max_digits=8, decimal_places=2, min_value=Decimal(0))
    currency = serializers.ChoiceField(choices=list(CURRENCIES))
    tough_hours = serializers.IntegerField(min_value=1, max_value=240)
    sales = a_department(required=False, allow_null=True, default=None)

    def validate_month(self, value: date) -> date:
        """A month that calendars reach."""
        if value.year > LAST_YEAR:
            raise serializers.ValidationError(_("Choose a day before the year 2200."))
        return value


def _ratings(by: Member) -> QuerySet[Rating]:
    rows = Rating.objects.filter(conversation__in=Conversation.objects.visible_to(by).order_by())
    return rows.select_related("conversation__department")


def _narrow(rows: QuerySet[Any], given: Facts, by: Member) -> QuerySet[Any]:
    named = {name: given[name] for name in ("department", "score") if name in given}
    return of_conversation(rows, given, by).filter(**named)


RATINGS = Resource(
    name="ratings",
    area="reports",
    about="How people outside say it went. They rate by the link beside a resolved conversation, nobody else does.",
    rows=_ratings,
    shown=RatingShape,
    asked=RatingsAsked,
    narrow=_narrow,
    looked=look,
)
ASSUMPTIONS = Resource(
    name="assumptions",
    area="reports",
    about="What numbers in money rest on. For each month the latest version of it, or of a month before, holds.",
    rows=lambda _by: Assumption.objects.all(),
    shown=AssumptionShape,
    create=Act("assumption.set", assume.assume, NewAssumption),
)
RESOURCES = (RATINGS, ASSUMPTIONS)
