"""What was read in messages, what people say instead, and that a conversation lies in the wrong place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Shape, Strict
from accounts.errors import NotPossible
from accounts.models import Member
from inbox.api.conversations import CONVERSATIONS, ToDepartment
from inbox.api.notes import MESSAGES, OfConversation, look, of_conversation
from inbox.models import Conversation
from routing.actions import correct
from routing.models import Reading, ReadingKind


class ReadingShape(Shape[Reading]):
    """One word for a message, with its evidence. `guess` is what had been read before a person corrected it."""

    class Meta:
        model = Reading
        fields = ("id", "message", "kind", "value", "evidence", "guess", "by", "corrected_at", "at")
        read_only_fields = fields

    meanings: ClassVar = {
        "message": "Of which message.",
        "kind": "What was read, such as its language or tone.",
        "value": "In one word; of topics the numbers of lists.",
        "evidence": "Which words said so.",
        "guess": "What a program had read, where a person said otherwise.",
        "by": "That person.",
        "corrected_at": "When they did; null where nobody did.",
        "at": "When it was read.",
    }


class ReadingsAsked(OfConversation):
    """Of which conversation or message, and of which kind."""

    meanings: ClassVar = {
        "message": "Of this one.",
        "kind": "What was read.",
    }

    message = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    kind = serializers.ChoiceField(choices=ReadingKind.choices, required=False)


class Corrected(Strict):
    """What a message is."""

    meanings: ClassVar = {
        "kind": "What was read, such as its language or tone.",
    }

    kind = serializers.ChoiceField(choices=ReadingKind.choices)
    value = serializers.CharField(
        max_length=200, allow_blank=True, help_text="Such as de, negative or yes; numbers of topics with commas."
    )


def _readings(by: Member) -> QuerySet[Reading]:
    rows = Reading.objects.filter(message__conversation__in=Conversation.objects.visible_to(by).order_by())
    return rows.select_related("message__conversation__department")


def _narrow(rows: QuerySet[Any], given: Facts, by: Member) -> QuerySet[Any]:
    rows = of_conversation(rows, given, by, way="message__conversation")
    return rows.filter(**{name: given[name] for name in ("message", "kind") if given.get(name) is not None})


def _correct(call: Call) -> Reading:
    if call.row.is_ours or call.row.is_context or call.row.removed_at is not None:
        raise NotPossible(_("Only what somebody outside wrote, and what still stands, is read."))
    return correct.correct_reading(call.row, **call.given, by=call.by)


READINGS = Resource(
    name="readings",
    area="conversations",
    about="Language, tone, topics, and whether a reply is needed. `POST /messages/{id}/correct/` says otherwise.",
    rows=_readings,
    shown=ReadingShape,
    asked=ReadingsAsked,
    narrow=_narrow,
    looked=lambda row, by: look(row.message, by),
)
RESOURCES = (READINGS,)
FURTHER = (
    replace(CONVERSATIONS, acts=(Act("conversation.correct", correct.correct, ToDepartment),)),
    replace(
        MESSAGES,
        acts=(Act("message.correct", correct.correct_reading, Corrected, how=_correct, shown=ReadingShape),),
    ),
)
"""Acts on what the inbox has, at its addresses."""
