"""What departments want their numbers to be, and how far they have come."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.resources import Act, Call, Facts, Look, Resource
from accounts.api.shapes import GREATEST, Explained, Finite, Listed, Shape, Strict
from accounts.models import Member
from inbox.api.who import my_department
from reports.actions import objective
from reports.api.shapes import UNITS
from reports.metrics.catalogue import METRICS, OBJECTIVES
from reports.models import Objective
from reports.objectives import aim, weekly

STATES = ("reached", "on_course", "behind", "missed", "unknown")
MOST, LAST_YEAR = 1e12, 2199


class ObjectiveShape(Shape[Objective]):
    """A number, a target in its own unit (seconds, a share from 0 to 1, a count), and a day."""

    class Meta:
        model = Objective
        fields = (*("id", "department", "metric", "target", "due_on", "note", "begun_on", "set_by", "dropped_at"),)
        read_only_fields = fields

    meanings: ClassVar = {
        "department": "Whose it is.",
        "metric": "Which number.",
        "target": "In the number's own unit.",
        "due_on": "By when.",
        "note": "Why.",
        "begun_on": "Since when.",
        "set_by": "Who set it.",
        "dropped_at": "When it was dropped; null while it stands.",
    }


class ObjectiveWeekShape(Explained):
    """Seven days; null where there was too little to tell."""

    meanings: ClassVar = {
        "first": "Its first day.",
        "value": "Null where there was too little to tell.",
    }

    first = serializers.DateField()
    value = serializers.FloatField(allow_null=True)


class ProgressShape(Explained):
    """What the number was over the last four weeks, and which part of the way that is."""

    meanings: ClassVar = {
        "unit": "In what it is counted.",
        "definition": "What exactly is counted.",
        "value": "Over the last four weeks; null where there was too little to tell.",
        "state": "Whether it will be reached in time.",
        "weeks": "One after the other.",
    }

    unit = serializers.ChoiceField(choices=UNITS)
    definition = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    begun = serializers.FloatField(allow_null=True, help_text="What it was over the four weeks before it was set.")
    share = serializers.FloatField(allow_null=True, help_text="Of the way from where it began, from 0 to 1.")
    state = serializers.ChoiceField(choices=STATES)
    weeks = ObjectiveWeekShape(many=True)


class ObjectivesAsked(Listed):
    """Whose, and whether those that were dropped."""

    meanings: ClassVar = {
        "department": "Of this one.",
        "standing": "Whether they were not dropped.",
    }

    department = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    standing = serializers.BooleanField(required=False, default=None, allow_null=True)


class Wanted(Strict):
    """How much, by when, and why."""

    meanings: ClassVar = {
        "due_on": "By when.",
        "note": "Why.",
    }

    target = Finite(min_value=0, max_value=MOST, help_text="In the number's own unit.")
    due_on = serializers.DateField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    def validate_due_on(self, value: date) -> date:
        """A day that calendars reach."""
        if value.year > LAST_YEAR:
            raise serializers.ValidationError(_("Choose a day before the year 2200."))
        return value


class NewObjective(Wanted):
    """And whose, and which number."""

    meanings: ClassVar = {
        "department": "Whose it is.",
        "metric": "Which number.",
    }

    department = my_department()
    metric = serializers.ChoiceField(choices=list(OBJECTIVES))


def _set(call: Call) -> Objective:
    return objective.set_objective(call.given["department"], **_others(call.given, "department"), by=call.by)


def _others(given: Facts, *names: str) -> Facts:
    return {name: value for name, value in given.items() if name not in names}


def _narrow(rows: QuerySet[Any], given: Facts, _by: Member) -> QuerySet[Any]:
    if "department" in given:
        rows = rows.filter(department=given["department"])
    if given.get("standing") is not None:
        rows = rows.filter(dropped_at__isnull=given["standing"])
    return rows


def _progress(row: Objective, by: Member) -> Facts:
    found, metric = aim(row, by), METRICS[row.metric]
    return {
        **{"unit": metric.unit, "definition": metric.definition},
        "value": found.value,
        "begun": found.begun_value,
        **{"share": found.progress.share, "state": found.progress.state},
        "weeks": [{"first": period.first, "value": value} for period, value in weekly(row, by)],
    }


OBJECTIVES_OF_ALL = Resource(
    name="objectives",
    area="reports",
    about="What departments want their numbers to be. Told are those of departments that exist for you.",
    rows=lambda by: Objective.objects.visible_to(by).select_related("department"),
    shown=ObjectiveShape,
    asked=ObjectivesAsked,
    narrow=_narrow,
    create=Act("objective.set", objective.set_objective, NewObjective, how=_set),
    change=Act("objective.change", objective.change, Wanted),
    acts=(Act("objective.drop", objective.drop), Act("objective.restore", objective.restore)),
    looks=(
        Look("progress", ProgressShape, _progress, "How far it has come: now, and in each of the last thirteen weeks."),
    ),
)
RESOURCES = (OBJECTIVES_OF_ALL,)
