"""One act on many conversations: a job with its progress, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Listed, Shape, Strict
from accounts.models import Department, Member
from inbox.actions import bulk
from inbox.api.conversations import Ending, Labelled, Pressing, To, ToDepartment, Until
from inbox.api.lists import ListAddress
from inbox.filters import ListQuery
from inbox.models import BulkItem, BulkJob, Conversation
from inbox.models.bulk import BulkItemState
from inbox.models.conversation import ConversationQuerySet

MOST_IDS = 1000
ARGUMENTS: dict[str, type[Strict]] = {
    **dict.fromkeys(("take", "unassign", "reopen", "read"), Strict),
    "assign": To,
    "move": ToDepartment,
    "resolve": Ending,
    "snooze": Until,
    "prioritise": Pressing,
    "label": Labelled,
    "unlabel": Labelled,
}
"""What each act takes: the same as the act on one conversation."""


class BulkShape(Shape[BulkJob]):
    """One job; what became of each conversation is at `/bulk-items/?job=`."""

    done = serializers.IntegerField(read_only=True)
    skipped = serializers.IntegerField(read_only=True)

    class Meta:
        model = BulkJob
        fields = (
            *("id", "verb", "arguments", "query", "undoes", "state", "total", "done", "skipped"),
            *("created_at", "finished_at"),
        )
        read_only_fields = fields


class BulkItemShape(Shape[BulkItem]):
    """What became of one conversation; `reason` says why it was skipped, `event_id` is the act in the journal."""

    conversation: Any = serializers.SerializerMethodField()

    class Meta:
        model = BulkItem
        fields = ("id", "job", "conversation", "state", "reason", "event_id")
        read_only_fields = fields

    def get_conversation(self, row: BulkItem) -> int | None:
        """Its number, or the one that was named and led nowhere; null once the conversation is erased."""
        return row.conversation_id or row.named


class Starting(Strict):
    """What to do, and to which conversations: by number, or all that a list of the inbox shows.

    Of those named by number each has its result; one that is not there, or closed, is skipped.
    """

    act = serializers.ChoiceField(choices=sorted(ARGUMENTS))
    arguments = serializers.DictField(
        required=False, default=dict, help_text='What the act on one conversation takes, such as {"to": 7}.'
    )
    conversations = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=GREATEST),
        required=False,
        max_length=MOST_IDS,
        min_length=1,
    )
    list = ListAddress(required=False)

    def validate(self, attrs: Facts) -> Facts:
        """One of the two ways, and arguments that fit the act."""
        if ("conversations" in attrs) == ("list" in attrs):
            raise ValidationError(_("Name `conversations`, or a `list`."))
        given = ARGUMENTS[attrs["act"]](data=attrs["arguments"], context=self.context)
        if not given.is_valid():
            raise ValidationError({"arguments": given.errors})
        return attrs | {"arguments": {name: _kept(value) for name, value in given.validated_data.items()}}


class ItemsAsked(Listed):
    """Of which job, and in which state."""

    job = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    state = serializers.ChoiceField(choices=BulkItemState.values, required=False)


def _kept(value: Any) -> Any:
    if isinstance(value, Member | Department):
        return value.pk
    return value.isoformat() if isinstance(value, datetime) else value


def _start(call: Call) -> BulkJob:
    given = call.given
    rows, query = _chosen(given, call.by)
    named = given.get("conversations", ())
    return bulk.start(given["act"], by=call.by, arguments=given["arguments"], rows=rows, query=query, named=named)


def _chosen(given: Facts, by: Member) -> tuple[ConversationQuerySet, str]:
    if "list" in given:
        query = ListQuery.parse(given["list"])
        return query.rows(by), query.written() or "?"
    return Conversation.objects.visible_to(by).filter(pk__in=given["conversations"]).order_by("pk"), ""


def jobs(by: Member) -> Any:
    """One's own, with how far they are."""
    told = {
        "done": Count("items", filter=Q(items__state=BulkItemState.DONE)),
        "skipped": Count("items", filter=Q(items__state=BulkItemState.SKIPPED)),
    }
    return BulkJob.objects.visible_to(by).select_related("member").annotate(**told)


def _items(rows: Any, given: Facts, _by: Member) -> Any:
    return rows.filter(**{name: given[name] for name in ("job", "state") if given.get(name) is not None})


BULK = Resource(
    name="bulk",
    area="conversations",
    about="One act on many conversations, frozen when it began. A worker carries it out.",
    rows=jobs,
    shown=BulkShape,
    create=Act("bulk.start", bulk.start, Starting, how=_start),
    acts=(Act("bulk.stop", bulk.stop), Act("bulk.undo", bulk.undo_all, shown=BulkShape)),
)
BULK_ITEMS = Resource(
    name="bulk-items",
    area="conversations",
    about="What became of each conversation of one's jobs.",
    rows=lambda by: BulkItem.objects.filter(job__in=BulkJob.objects.visible_to(by).order_by()),
    shown=BulkItemShape,
    asked=ItemsAsked,
    narrow=_items,
)
