"""What is promised to those who wait, and the working hours in which it is kept."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.api.resources import Act, Facts, Resource
from accounts.api.shapes import GREATEST, Known, Shape, Strict, explained
from inbox.api.conversations import PriorityField
from inbox.models.message import MessageKind
from routing.actions import calendar, sla_policy
from routing.actions.sla_policy import LONGEST
from routing.calendars import MIDNIGHT
from routing.models import SlaPolicy, WorkCalendar
from routing.models.calendar import CALENDAR_NAME_LENGTH
from routing.models.policy import SLA_NAME_LENGTH
from routing.promising import Pause, Promise


class CalendarShape(Shape[WorkCalendar]):
    """Working hours in a time zone: seven days of [from, until] in minutes, Monday first; null round the clock."""

    class Meta:
        model = WorkCalendar
        fields = ("id", "name", "zone", "week", "country", "region", "own_days")
        read_only_fields = fields

    meanings: ClassVar = {
        "zone": "Such as Europe/Berlin.",
        "week": "Seven days of hours, Monday first; null is round the clock.",
        "country": "Whose holidays are kept; empty for none.",
        "region": "And of which part of it.",
        "own_days": "Days that differ.",
    }


def _spans(**options: Any) -> serializers.ListField:
    minute = serializers.IntegerField(min_value=0, max_value=MIDNIGHT)
    span = serializers.ListField(child=minute, min_length=2, max_length=2)
    return serializers.ListField(child=span, max_length=12, **options)


class OwnDay(Strict):
    """A day that differs: its hours, none of them for a day off."""

    meanings: ClassVar = {
        "day": "Which day.",
        "spans": "Its hours as [from, until] in minutes.",
    }

    day = serializers.DateField()
    spans = _spans(required=False, default=list)
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class CalendarFacts(Strict):
    """When a department works."""

    meanings: ClassVar = {
        "week": "Seven days of [from, until] in minutes, Monday first; null is round the clock.",
        "country": "Whose holidays are kept; empty for none.",
        "region": "And of which part of it.",
        "own_days": "Days that differ.",
    }

    name = serializers.CharField(max_length=CALENDAR_NAME_LENGTH)
    zone = serializers.CharField(max_length=60, help_text="Such as Europe/Berlin.")
    week = serializers.ListField(child=_spans(), min_length=7, max_length=7, allow_null=True)
    country = serializers.CharField(max_length=2, required=False, allow_blank=True, default="")
    region = serializers.CharField(max_length=10, required=False, allow_blank=True, default="")
    own_days = OwnDay(many=True, required=False, default=list)


class SlaPolicyShape(Shape[SlaPolicy]):
    """Targets in working minutes by promise, for the conversations that it names; what is empty names all."""

    class Meta:
        model = SlaPolicy
        fields = (
            *("id", "name", "position", "departments", "channels", "kinds", "priorities", "targets", "calendar"),
            *("pauses", "warn_minutes", "warn_share", "warn_tell", "breach_tell", "breach_acts", "number"),
            "archived_at",
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "departments": "Numbers of those that hold them; empty is any.",
        "channels": "Numbers of those that they are on; empty is any.",
        "kinds": "Kinds of messages that they begin with; empty is any.",
        "priorities": "How they press; empty is any.",
        "targets": "Working minutes by promise.",
        "calendar": "Whose working hours; null is round the clock.",
        "pauses": "What stops the clock.",
        "warn_minutes": "How many working minutes before the end it is at risk.",
        "warn_share": "Percent of the time used from which on it is at risk; instead of minutes.",
        "warn_tell": "Who is told then.",
        "breach_tell": "Who is told when time is up.",
        "breach_acts": "What is done then.",
        "position": "Its place among those that name as many facts.",
        "number": "Its version, which grows with each change.",
        "archived_at": "When it was put away; null while it stands.",
    }


def _numbers() -> serializers.ListField:
    one = serializers.IntegerField(min_value=1, max_value=GREATEST)
    return serializers.ListField(child=one, required=False, default=list, max_length=200)


def _words(choices: Any = None) -> serializers.ListField:
    one: Any = serializers.ChoiceField(choices=choices) if choices else serializers.CharField(max_length=60)
    return serializers.ListField(child=one, required=False, default=list, max_length=50)


class Targets(Strict):
    """Working minutes by promise; at least one."""

    meanings: ClassVar = {
        "acknowledgement": "Until it is taken up.",
        "first": "Until the first answer.",
        "next": "Until each further answer.",
        "full": "Until everybody has a reply.",
        "resolution": "Until it is resolved.",
    }

    def get_fields(self) -> dict[str, Any]:
        """One for each promise there is."""
        most: dict[str, Any] = {"min_value": 1, "max_value": LONGEST, "required": False}
        return explained(type(self), {str(promise): serializers.IntegerField(**most) for promise in Promise})


class SlaFacts(Strict):
    """What is promised, to whom, and what follows when time is up."""

    meanings: ClassVar = {
        "departments": "Numbers of those that hold them; empty is any.",
        "channels": "Numbers of those that they are on; empty is any.",
        "kinds": "Kinds of messages that they begin with; empty is any.",
        "priorities": "How they press; empty is any.",
        "targets": "Working minutes by promise.",
        "calendar": "Whose working hours; null is round the clock.",
        "pauses": "What stops the clock.",
        "warn_minutes": "How many working minutes before the end it is at risk.",
        "warn_share": "Percent of the time used from which on it is at risk; instead of minutes.",
        "warn_tell": "Who is told then.",
        "breach_tell": "Who is told when time is up.",
        "breach_acts": "What is done then.",
    }

    name = serializers.CharField(max_length=SLA_NAME_LENGTH)
    targets = Targets()
    departments = _numbers()
    channels = _numbers()
    kinds = _words(MessageKind.choices)
    priorities = serializers.ListField(child=PriorityField(), required=False, default=list, max_length=4)
    calendar = Known(
        lambda _by: WorkCalendar.objects.all(), WorkCalendar, required=False, allow_null=True, default=None
    )
    pauses = _words([(str(pause), str(pause)) for pause in Pause])
    warn_minutes = serializers.IntegerField(required=False, default=0, min_value=0, max_value=LONGEST)
    warn_share = serializers.IntegerField(required=False, default=0, min_value=0, max_value=99)
    warn_tell = _words()
    breach_tell = _words()
    breach_acts = _words()


class PromisePlace(Strict):
    """Its place among those that name as many facts, 1 being the first."""

    meanings: ClassVar = {
        "place": "Counted from the top.",
    }

    place = serializers.IntegerField(min_value=1, max_value=100_000)


def _of(given: Facts) -> Facts:
    return {**given, "targets": dict(given["targets"])}


CALENDARS = Resource(
    name="calendars",
    area="setup",
    about="Working hours.",
    rows=lambda _by: WorkCalendar.objects.all(),
    shown=CalendarShape,
    create=Act("calendar.create", calendar.create, CalendarFacts),
    change=Act("calendar.change", calendar.change, CalendarFacts),
    administrators=True,
)
SLA_POLICIES = Resource(
    name="sla-policies",
    area="setup",
    about="What is promised to those who wait.",
    rows=lambda _by: SlaPolicy.objects.select_related("calendar"),
    shown=SlaPolicyShape,
    create=Act(
        "sla_policy.create", sla_policy.create, SlaFacts, how=lambda c: sla_policy.create(**_of(c.given), by=c.by)
    ),
    change=Act(
        "sla_policy.change",
        sla_policy.change,
        SlaFacts,
        how=lambda c: sla_policy.change(c.row, **_of(c.given), by=c.by),
    ),
    acts=(Act("sla_policy.move", sla_policy.move, PromisePlace), Act("sla_policy.archive", sla_policy.archive)),
    administrators=True,
)
RESOURCES = (SLA_POLICIES, CALENDARS)
