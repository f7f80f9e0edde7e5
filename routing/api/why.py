"""Why a conversation is where it is: decisions, each explained rule by rule, in what the reader may know."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.resources import Facts, Look, Resource
from accounts.api.shapes import Shape
from accounts.models import Member
from inbox.api.notes import OfConversation, look, of_conversation
from inbox.models import Conversation
from routing.models import Decision
from routing.presenters_why import explained

STATES = ("won", "held", "near", "missed", "unasked", "closed")


class PieceShape(serializers.Serializer[Any]):
    """Some of a text; `marked` where it met a condition."""

    text = serializers.CharField(allow_blank=True)
    marked = serializers.BooleanField()


class LineShape(serializers.Serializer[Any]):
    """A condition, or the head of a group (`deep` says how far in). `turns`: it alone would have changed the answer."""

    words = serializers.CharField()
    passed = serializers.BooleanField()
    deep = serializers.IntegerField()
    found = serializers.ListField(child=serializers.CharField())
    fact = serializers.CharField(allow_blank=True)
    turns = serializers.BooleanField()
    is_group = serializers.BooleanField()


class RuleLineShape(serializers.Serializer[Any]):
    """One rule at one version, with its conditions, and the steps that it took."""

    place = serializers.IntegerField()
    rule = serializers.IntegerField(source="key")
    name = serializers.CharField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    says = serializers.CharField(allow_blank=True)
    lines = LineShape(many=True)
    steps = serializers.ListField(child=serializers.CharField())


class WhyShape(serializers.Serializer[Any]):
    """A decision explained: the text with what was found in it, and rule by rule what held and what did not."""

    pieces = PieceShape(many=True)
    rules = RuleLineShape(many=True)


class LeftShape(serializers.Serializer[Any]):
    """What a rule would have done, and why it was not done."""

    step = serializers.CharField(source="0")
    why = serializers.CharField(source="1")


class TraceShape(serializers.Serializer[Any]):
    """One decision worked out again from what was so then; `today` says what the rules of today would do."""

    trigger = serializers.CharField()
    version = serializers.IntegerField(allow_null=True, help_text="Of the rules that decided.")
    why = WhyShape(allow_null=True, help_text="Null once what was so then is gone.")
    done = serializers.ListField(child=serializers.CharField())
    left = LeftShape(many=True)
    today = serializers.CharField(allow_blank=True)


class RuleDecisionShape(Shape[Decision]):
    """What rules decided: `winner` is the rule whose steps were done. See `/rule-decisions/{id}/trace/`."""

    class Meta:
        model = Decision
        fields = (
            *("id", "conversation", "message", "trigger", "event_id", "ruleset", "winner", "winner_version"),
            "decided_at",
        )
        read_only_fields = fields


def _decisions(by: Member) -> QuerySet[Decision]:
    rows = Decision.objects.filter(conversation__in=Conversation.objects.visible_to(by).order_by())
    return rows.select_related("conversation__department").defer("facts", "personal", "touched", "steps", "left")


def _narrow(rows: QuerySet[Any], given: Facts, by: Member) -> QuerySet[Any]:
    return of_conversation(rows, given, by)


DECISIONS = Resource(
    name="rule-decisions",
    area="conversations",
    about="What rules decided about conversations, the newest first.",
    rows=_decisions,
    shown=RuleDecisionShape,
    asked=OfConversation,
    narrow=_narrow,
    looked=look,
    looks=(
        Look(
            "trace",
            TraceShape,
            lambda row, by: explained(row.pk, by, every=True),
            "Why it is here: every rule with every condition, what was found, and what the rules of today would do.",
        ),
    ),
)
RESOURCES = (DECISIONS,)
