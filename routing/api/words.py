"""Word lists, how they read before, and the topics among them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Listed, Shape, Strict
from accounts.models import Member
from routing.actions import word_list
from routing.api.rules import AtVersion
from routing.models import ListKind, WordList, WordListVersion


class WordListShape(Shape[WordList]):
    """Words, or people by their handles, kept once and used by many rules."""

    class Meta:
        model = WordList
        fields = ("id", "name", "kind", "words", "is_topic", "number", "archived_at", "created_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "kind": "Words, or people by their handles.",
        "words": "What it holds.",
        "is_topic": "Whether a message that says one of its words is about it.",
        "number": "Its version, which grows with each change.",
        "archived_at": "When it was put away; null while it stands.",
        "created_at": "When it was made.",
    }


class WordListVersionShape(Shape[WordListVersion]):
    """How a list read from some moment on, and who wrote it so."""

    class Meta:
        model = WordListVersion
        fields = ("id", "word_list", "number", "name", "words", "is_topic", "by", "at")
        read_only_fields = fields

    meanings: ClassVar = {
        "word_list": "Which list.",
        "number": "Which version.",
        "words": "What it held.",
        "is_topic": "Whether it was a topic.",
        "by": "Who wrote it so.",
        "at": "From when on.",
    }


class TopicShape(Shape[WordList]):
    """What a message can be about; the reading "topic" names its number."""

    class Meta:
        model = WordList
        fields = ("id", "name")
        read_only_fields = fields


class OfList(Listed):
    """Of which list."""

    meanings: ClassVar = {
        "word_list": "Of this one.",
    }

    word_list = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class ListFacts(Strict):
    """A name, and words or people."""

    name = serializers.CharField(max_length=word_list.NAME_LENGTH)
    words = serializers.ListField(
        child=serializers.CharField(max_length=200),
        min_length=1,
        max_length=word_list.MOST_WORDS,
        help_text="Words: late again, cancel*, ~refund for every form of it. People: their handles.",
    )
    is_topic = serializers.BooleanField(
        required=False, default=False, help_text="A message that says one of its words is about it."
    )


class NewList(ListFacts):
    """And what it holds, which stays."""

    meanings: ClassVar = {
        "kind": "Words, or people by their handles.",
    }

    kind = serializers.ChoiceField(choices=ListKind.choices, required=False, default=ListKind.WORDS)


def _restore(call: Call) -> WordList:
    known = call.row.versions.filter(number=call.given["version"]).first()
    if known is None:
        raise ValidationError({"version": [_("There is no such version of it.")]})
    return word_list.change(call.row, name=known.name, words=known.words, is_topic=known.is_topic, by=call.by)


def _of_list(rows: QuerySet[Any], given: Facts, _by: Member) -> QuerySet[Any]:
    return rows.filter(word_list=given["word_list"]) if "word_list" in given else rows


def _topics(_by: Member) -> QuerySet[WordList]:
    return WordList.objects.filter(kind=ListKind.WORDS, is_topic=True, archived_at=None)


WORD_LISTS = Resource(
    name="word-lists",
    area="rules",
    about="Words and people that rules ask for. Archived ones are told, too.",
    rows=lambda _by: WordList.objects.all(),
    shown=WordListShape,
    create=Act("word_list.create", word_list.create, NewList),
    change=Act("word_list.change", word_list.change, ListFacts),
    acts=(
        Act("word_list.archive", word_list.archive),
        Act(
            "word_list.change",
            word_list.change,
            AtVersion,
            word="restore",
            how=_restore,
            about="Let it read as it did at a version.",
        ),
    ),
    administrators=True,
)
WORD_LIST_VERSIONS = Resource(
    name="word-list-versions",
    area="rules",
    about="How word lists read before. `POST /word-lists/{id}/restore/` brings one of them back.",
    rows=lambda _by: WordListVersion.objects.all(),
    shown=WordListVersionShape,
    asked=OfList,
    narrow=_of_list,
    administrators=True,
)
TOPICS = Resource(
    name="topics",
    area="conversations",
    about="What messages can be about: the names that readings of the kind topic stand for.",
    rows=_topics,
    shown=TopicShape,
)
RESOURCES = (WORD_LISTS, WORD_LIST_VERSIONS, TOPICS)
