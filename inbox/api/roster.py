"""Who looks after channels, when, and from which departments somebody must."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Known, Listed, Shape, Strict
from accounts.models import Department, Member, Membership
from inbox.actions import ability, need, placing, roster, staff
from inbox.api.channels import CHANNELS
from inbox.api.who import a_channel, a_department, a_label, a_member, own_departments
from inbox.models import Ability, Channel, ChannelStaff, Placing, RosterEntry, RosterNeed
from inbox.models.placing import PlacingWay


class StaffShape(Shape[ChannelStaff]):
    """Somebody who is dedicated to a channel."""

    class Meta:
        model = ChannelStaff
        fields = ("id", "channel", "member", "created_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "channel": "Where.",
        "member": "Who.",
        "created_at": "Since when.",
    }


class NewStaff(Strict):
    """Who, and on which channel."""

    meanings: ClassVar = {
        "channel": "Where.",
        "member": "Who.",
    }

    channel = a_channel()
    member = a_member()


class ShiftShape(Shape[RosterEntry]):
    """A liaison's time on a channel, both days included, and who steps in."""

    class Meta:
        model = RosterEntry
        fields = ("id", "channel", "liaison", "cover", "starts_on", "ends_on", "created_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "channel": "Where.",
        "liaison": "Who.",
        "cover": "Who steps in; null for nobody.",
        "starts_on": "The first day.",
        "ends_on": "The last day.",
        "created_at": "When it was entered.",
    }


class Shift(Strict):
    """Who, from when to when, and who steps in."""

    meanings: ClassVar = {
        "liaison": "Who.",
        "starts_on": "The first day.",
        "ends_on": "The last day.",
        "cover": "Who steps in.",
    }

    liaison = a_member()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    cover = a_member(required=False, allow_null=True, default=None)


class NewShift(Shift):
    """And on which channel."""

    meanings: ClassVar = {
        "channel": "Where.",
    }

    channel = a_channel()


class ShiftsAsked(Listed):
    """Which shifts."""

    meanings: ClassVar = {
        "channel": "On this one.",
        "since": "That end on this day or later.",
        "until": "That begin on this day or earlier.",
    }

    channel = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class Copying(Strict):
    """The channel, and a day of the week that is copied into the next one."""

    meanings: ClassVar = {
        "channel": "Whose roster.",
        "week": "Any of its days.",
    }

    channel = a_channel()
    week = serializers.DateField()


class NeedShape(Shape[RosterNeed]):
    """A department from which somebody must be on a roster; without a channel on every open one."""

    class Meta:
        model = RosterNeed
        fields = ("id", "channel", "department")
        read_only_fields = fields

    meanings: ClassVar = {
        "channel": "Where; null is everywhere.",
        "department": "From which somebody must be there.",
    }


class Needing(Strict):
    """The departments that must be on a channel's roster."""

    meanings: ClassVar = {
        "channel": "Where.",
        "departments": "From each of which somebody must be there.",
    }

    channel = a_channel()
    departments = serializers.ListField(child=a_department(), max_length=50)


class Everywhere(Strict):
    """Of which department."""

    meanings: ClassVar = {
        "department": "From which somebody must be on every roster.",
    }

    department = a_department()


class PlacingShape(Shape[Placing]):
    """Who gets new work by itself in a department."""

    class Meta:
        model = Placing
        fields = ("id", "department", "way", "most_open", "match_language", "topics")
        read_only_fields = fields

    meanings: ClassVar = {
        "department": "Whose it is.",
        "way": "Nobody by itself, by turn, or whoever has the least open.",
        "most_open": "How many open conversations each carries.",
        "match_language": "Whether only somebody who speaks their language is given it.",
        "topics": "Labels that only somebody may work on who knows the topic.",
    }


class PlacingFacts(Strict):
    """How somebody is found."""

    meanings: ClassVar = {
        "department": "Whose it is.",
        "way": "Nobody by itself, by turn, or whoever has the least open.",
        "most_open": "How many open conversations each carries.",
        "match_language": "Whether only somebody who speaks their language is given it.",
        "topics": "Labels that only somebody may work on who knows the topic.",
    }

    department = Known(own_departments, Department)
    way = serializers.ChoiceField(choices=PlacingWay.choices)
    most_open = serializers.IntegerField(min_value=1, max_value=500)
    match_language = serializers.BooleanField()
    topics = serializers.ListField(child=a_label(), required=False, default=list, max_length=200)


class AbilityShape(Shape[Ability]):
    """What somebody knows, and how much they can carry."""

    class Meta:
        model = Ability
        fields = ("id", "member", "languages", "topics", "most_open")
        read_only_fields = fields

    meanings: ClassVar = {
        "member": "Who.",
        "languages": "By code without region, such as de.",
        "topics": "By the numbers of labels.",
        "most_open": "How many open conversations they carry; null is what their department says.",
    }


class AbilityFacts(Strict):
    """Languages by code, topics by label."""

    meanings: ClassVar = {
        "languages": "By code without region, such as de.",
        "topics": "By the numbers of labels.",
    }

    languages = serializers.ListField(child=serializers.RegexField(r"^[A-Za-z]{2,3}$"), max_length=50)
    topics = serializers.ListField(child=a_label(), required=False, default=list, max_length=200)


class Assessment(AbilityFacts):
    """Of a colleague, by the number of their membership; null is the department's own limit."""

    meanings: ClassVar = {
        "languages": "By code without region, such as de.",
        "topics": "By the numbers of labels.",
        "membership": "In which department, and who.",
        "most_open": "How many open conversations they carry at once.",
    }

    membership = Known(
        lambda by: Membership.objects.filter(department__in=own_departments(by).order_by()).select_related(
            "member", "department"
        ),
        Membership,
    )
    most_open = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=500)


def _seen_channels(by: Member) -> Any:
    return Channel.objects.visible_to(by).order_by().values("pk")


def _shifts(rows: Any, given: Facts, _by: Member) -> Any:
    if given.get("channel") is not None:
        rows = rows.filter(channel=given["channel"])
    if given.get("since") is not None:
        rows = rows.filter(ends_on__gte=given["since"])
    return rows if given.get("until") is None else rows.filter(starts_on__lte=given["until"])


def _department_first(act: Any) -> Any:
    def how(call: Call) -> Any:
        given = dict(call.given)
        return act(given.pop("department"), **given, by=call.by)

    return how


def _assess(call: Call) -> Ability:
    given = dict(call.given)
    return ability.assess(given.pop("membership"), **given, by=call.by)


def _abilities(by: Member) -> Any:
    """One's own, and those of colleagues in departments that exist for them."""
    colleagues = Membership.objects.filter(department__in=own_departments(by).order_by()).values("member_id")
    return (Ability.objects.filter(member__in=colleagues) | Ability.objects.filter(member=by)).distinct()


STAFF = Resource(
    name="staff",
    area="roster",
    about="Who is dedicated to which channel.",
    rows=lambda by: ChannelStaff.objects.filter(channel__in=_seen_channels(by)).select_related("channel", "member"),
    shown=StaffShape,
    create=Act("staff.add", staff.add, NewStaff),
    remove=Act("staff.remove", staff.remove),
)
ROSTER = Resource(
    name="roster",
    area="roster",
    about="The shifts of liaisons on channels.",
    rows=lambda by: RosterEntry.objects.filter(channel__in=_seen_channels(by)).select_related("channel"),
    shown=ShiftShape,
    asked=ShiftsAsked,
    narrow=_shifts,
    create=Act("roster.plan", roster.plan, NewShift),
    change=Act("roster.change", roster.change, Shift),
    remove=Act("roster.remove", roster.remove),
    wide=(Act("roster.copy", roster.copy, Copying, shown=ShiftShape, many=True),),
)
NEEDS = Resource(
    name="roster-needs",
    area="roster",
    about="From which departments somebody must be on a channel's roster.",
    rows=lambda by: RosterNeed.objects.filter(department__in=own_departments(by).order_by()).exclude(
        channel__in=Channel.objects.exclude(pk__in=_seen_channels(by)).order_by().values("pk")
    ),
    shown=NeedShape,
    wide=(
        Act("roster.need", need.need, Needing, shown=CHANNELS.shown),
        Act("roster.need_everywhere", need.need_everywhere, Everywhere, how=_department_first(need.need_everywhere)),
        Act("roster.spare_everywhere", need.spare_everywhere, Everywhere, how=_department_first(need.spare_everywhere)),
    ),
)
PLACINGS = Resource(
    name="placings",
    area="setup",
    about="Which departments have new work find somebody by itself, and how.",
    rows=lambda by: Placing.objects.filter(department__in=own_departments(by).order_by()).prefetch_related("topics"),
    shown=PlacingShape,
    wide=(
        Act("placing.change", placing.change, PlacingFacts, how=_department_first(placing.change), shown=PlacingShape),
    ),
)
ABILITIES = Resource(
    name="abilities",
    area="people",
    about="What members know and can carry, for work that finds somebody by itself.",
    rows=lambda by: _abilities(by).prefetch_related("topics"),
    shown=AbilityShape,
    wide=(
        Act(
            "ability.change",
            ability.change,
            AbilityFacts,
            how=lambda call: ability.change(call.by, **call.given, by=call.by),
            shown=AbilityShape,
        ),
        Act("ability.assess", ability.assess, Assessment, how=_assess, shown=AbilityShape),
    ),
)
