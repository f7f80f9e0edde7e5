"""The journal for programs: in each token's rights, in the order in which it was written, skipping nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.door import Door
from accounts.api.shapes import GREATEST, Explained, Listed, Shape
from accounts.feed import behind, place_at, place_of, told_to
from accounts.models import Event, Member
from accounts.verbs import VERBS


class EventShape(Shape[Event]):
    """Who did what to what, when: numbers and facts, never text or names. `at` is its place in the feed."""

    at: Any = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = (
            *("at", "id", "verb", "occurred_at", "recorded_at", "actor_kind", "actor_id", "subject_kind"),
            *("subject_id", "conversation_id", "department_id", "channel_id", "data"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "verb": "What was done.",
        "occurred_at": "When it happened.",
        "recorded_at": "When it was written down.",
        "actor_kind": "A member, a rule, or the product itself.",
        "actor_id": "Which one.",
        "subject_kind": "What it was done to.",
        "subject_id": "Which one.",
        "conversation_id": "Where; null for what concerns no conversation.",
        "department_id": "Who held it then.",
        "channel_id": "On which channel.",
        "data": "Numbers and words of the product that belong to this verb.",
    }

    def get_at(self, row: Event) -> str:
        """Ask with after= this for what comes behind it."""
        return place_of(row)


class EventsAsked(Listed):
    """From where on, and which."""

    meanings: ClassVar = {
        "verb": "Of this act.",
        "conversation": "In this one.",
        "department": "Of what this one held.",
        "channel": "On this one.",
    }

    verb = serializers.ChoiceField(choices=sorted(VERBS), required=False)
    conversation = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    department = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    channel = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class EventsPage(Explained):
    """Some events, the oldest first. `next` is where to go on, also when there was nothing new."""

    items = EventShape(many=True, help_text="The rows of this page.")
    next = serializers.CharField(help_text="Ask with after= this, now or later.")
    more = serializers.BooleanField(help_text="Whether there is something behind these already.")


class EventsDoor(Door):
    """The feed."""

    http_method_names: Any = ("get", "head", "options")
    conversations: Callable[[Member], QuerySet[Any]]
    """What they may see; given by the room that knows conversations."""

    def scope(self, method: str) -> str:
        """Of the feed."""
        return "events.read"

    @extend_schema(
        operation_id="events_list",
        summary="Follow all that happens",
        description=(
            "Every act is one event. Ask with `after=` the `next` of the answer before: nothing is left out and "
            "nothing comes twice, since only what is settled is told. Without `after` it begins at the beginning.\n\n"
            "Needs the scope `events.read`. Told are events of conversations that you may see, of what your "
            "departments keep, and your own; administrators are told of all."
        ),
        parameters=[EventsAsked],
        responses={200: EventsPage, **problems()},
        tags=["events"],
    )
    def get(self, request: Request) -> Response:
        """One page."""
        given = {name: request.query_params[name] for name in request.query_params}
        asked = EventsAsked(data=given)
        asked.is_valid(raise_exception=True)
        facts, by = dict(asked.validated_data), cast(Member, request.user)
        after, limit = facts.get("after", ""), facts["limit"]
        rows = from_there(narrowed(told_to(by, type(self).conversations(by)), facts), after)
        found = list(rows.order_by("xid", "pk")[: limit + 1])
        page, more = found[:limit], len(found) > limit
        following = place_of(page[-1]) if page else after or "0.0"
        return Response({"items": EventShape(page, many=True).data, "next": following, "more": more})


def narrowed(rows: QuerySet[Event], facts: dict[str, Any]) -> QuerySet[Event]:
    """Those that were asked for."""
    named = {f"{name}_id": facts[name] for name in ("conversation", "department", "channel") if name in facts}
    return rows.filter(**named, **({"verb": facts["verb"]} if "verb" in facts else {}))


def from_there(rows: QuerySet[Event], after: str) -> QuerySet[Event]:
    """Those that come after a place; raises ValidationError for what is none."""
    if not after:
        return rows
    place = place_at(after)
    if place is None:
        raise ValidationError({"after": [_("This is no place in the feed. Take `next` of the answer before.")]})
    return behind(rows, place)
