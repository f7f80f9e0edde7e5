"""Why a conversation is where it is: decisions, each explained rule by rule, in what the reader may know."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.resources import Facts, Look, Resource
from accounts.api.shapes import Explained, Shape
from accounts.models import Member
from inbox.api.notes import OfConversation, look, of_conversation
from inbox.models import Conversation
from routing.models import Decision
from routing.presenters_why import explained

STATES = ("won", "held", "near", "missed", "unasked", "closed")


class PieceShape(Explained):
    """Some of a text; `marked` where it met a condition."""

    meanings: ClassVar = {
        "text": "As it stands in the message.",
        "marked": "Whether it met a condition.",
    }

    text = serializers.CharField(allow_blank=True)
    marked = serializers.BooleanField()


class LineShape(Explained):
    """A condition, or the head of a group (`deep` says how far in). `turns`: it alone would have changed the answer."""

    meanings: ClassVar = {
        "words": "The condition in words.",
        "passed": "Whether it held.",
        "deep": "How far in it stands.",
        "found": "What met it.",
        "fact": "What was looked at.",
        "turns": "Whether it alone would have changed the answer.",
        "is_group": "Whether it is the head of a group.",
    }

    words = serializers.CharField()
    passed = serializers.BooleanField()
    deep = serializers.IntegerField()
    found = serializers.ListField(child=serializers.CharField())
    fact = serializers.CharField(allow_blank=True)
    turns = serializers.BooleanField()
    is_group = serializers.BooleanField()


class RuleLineShape(Explained):
    """One rule at one version, with its conditions, and the steps that it took."""

    meanings: ClassVar = {
        "place": "Its place in the order.",
        "rule": "Its number.",
        "version": "At which version.",
        "state": "What became of it.",
        "says": "That in words.",
        "lines": "Its conditions, one by one.",
        "steps": "What it did, in words.",
    }

    place = serializers.IntegerField()
    rule = serializers.IntegerField(source="key")
    name = serializers.CharField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    says = serializers.CharField(allow_blank=True)
    lines = LineShape(many=True)
    steps = serializers.ListField(child=serializers.CharField())


class WhyShape(Explained):
    """A decision explained: the text with what was found in it, and rule by rule what held and what did not."""

    meanings: ClassVar = {
        "pieces": "The text, cut where something was found.",
        "rules": "In the order in which they were asked.",
    }

    pieces = PieceShape(many=True)
    rules = RuleLineShape(many=True)


class LeftShape(Explained):
    """What a rule would have done, and why it was not done."""

    meanings: ClassVar = {
        "step": "In words.",
        "why": "In words.",
    }

    step = serializers.CharField(source="0")
    why = serializers.CharField(source="1")


class TraceShape(Explained):
    """One decision worked out again from what was so then; `today` says what the rules of today would do."""

    meanings: ClassVar = {
        "trigger": "When rules were asked.",
        "done": "What was done, in words.",
        "left": "What was not done.",
        "today": "What the rules of today would do, in words.",
    }

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

    meanings: ClassVar = {
        "conversation": "Where.",
        "message": "About which message; null where none was looked at.",
        "trigger": "When they were asked.",
        "event_id": "What made them be asked, by its id in /events/.",
        "ruleset": "Which rules, at which versions.",
        "winner": "The rule whose steps were done; null for none.",
        "winner_version": "Its version then.",
        "decided_at": "When.",
    }


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
