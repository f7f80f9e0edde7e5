"""The journal for programs: in each token's rights, in the order in which it was written, skipping nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import actor_key
from accounts.api.addresses import problems
from accounts.api.door import Door
from accounts.api.shapes import GREATEST, Listed, Shape
from accounts.models import Event, Member
from accounts.models.event import TransactionId
from accounts.permissions import roles_of
from accounts.verbs import VERBS, Right

PLACE = re.compile(r"([0-9]{1,19})\.([0-9]{1,18})", re.ASCII)
OWN = tuple(verb for verb, right in VERBS.items() if right is Right.SELF)
"""What members do for themselves is told to them alone."""
PUBLIC = ("label", "cannedresponse", "watch", "channel", "taskforce", "rosterentry", "department")
"""Subjects beside conversations of which a department's own members are told."""


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

    def get_at(self, row: Event) -> str:
        """Ask with after= this for what comes behind it."""
        return place_of(row)


class EventsAsked(Listed):
    """From where on, and which."""

    verb = serializers.ChoiceField(choices=sorted(VERBS), required=False)
    conversation = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    department = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    channel = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class EventsPage(serializers.Serializer[Any]):
    """Some events, the oldest first. `next` is where to go on, also when there was nothing new."""

    items = EventShape(many=True)
    next = serializers.CharField(help_text="Ask with after= this, now or later.")
    more = serializers.BooleanField(help_text="Whether there is something behind these already.")


def place_of(row: Event) -> str:
    """Its place: transaction and number, since numbers alone do not become visible in their order."""
    return f"{row.xid}.{row.pk}"


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
        rows = behind(narrowed(told_to(by, type(self).conversations(by)), facts), after)
        found = list(rows.order_by("xid", "pk")[: limit + 1])
        page, more = found[:limit], len(found) > limit
        following = place_of(page[-1]) if page else after or "0.0"
        return Response({"items": EventShape(page, many=True).data, "next": following, "more": more})


def told_to(by: Member, conversations: QuerySet[Any]) -> QuerySet[Event]:
    """The settled part of the journal, as far as it is theirs to know."""
    settled: QuerySet[Event] = cast(Any, Event.objects).settled()
    if by.is_administrator:
        return settled
    kind, number = actor_key(by)
    own = Q(actor_kind=kind, actor_id=number)
    seen = Q(conversation_id__in=conversations.order_by().values("pk"))
    theirs = Q(conversation_id=None, department_id__in=list(roles_of(by)), subject_kind__in=PUBLIC)
    if by.reach is not None:
        own &= Q(department_id__in=by.reach) | Q(department_id=None)
    return settled.filter(own | ((seen | theirs) & ~Q(verb__in=OWN)))


def narrowed(rows: QuerySet[Event], facts: dict[str, Any]) -> QuerySet[Event]:
    """Those that were asked for."""
    named = {f"{name}_id": facts[name] for name in ("conversation", "department", "channel") if name in facts}
    return rows.filter(**named, **({"verb": facts["verb"]} if "verb" in facts else {}))


def behind(rows: QuerySet[Event], after: str) -> QuerySet[Event]:
    """Those that come after a place; raises ValidationError for what is none."""
    if not after:
        return rows
    found = PLACE.fullmatch(after)
    if found is None or int(found[1]) > GREATEST:
        raise ValidationError({"after": [_("This is no place in the feed. Take `next` of the answer before.")]})
    place = (RawSQL("%s::xid8", (found[1],), TransactionId()), int(found[2]))
    return rows.filter(TupleGreaterThan(Tuple("xid", "pk"), place))
