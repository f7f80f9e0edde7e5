"""Conversations: the list with the filters of the page, and every act of triage."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Known, Listed, Shape, Strict
from accounts.models import Department, Member
from inbox.actions import admit, assign, follow, label, merge, move, note, place, prioritise, read, resolve, undo
from inbox.api.fields import moment
from inbox.api.notes import NoteShape
from inbox.filters import Cursor, ListQuery
from inbox.filters.order import SORTS
from inbox.filters.rows import RowFilter
from inbox.models import Conversation
from inbox.models.conversation import ConversationQuerySet, Outcome, Priority, Status
from inbox.models.label import LABEL_LENGTH
from inbox.models.message import MessageKind

RELATED = ("author", "assignee", "department", "channel")


class PriorityField(serializers.ChoiceField):
    """Its word, as in addresses of the list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[priority.key for priority in Priority], **options)

    def to_representation(self, value: Any) -> str:
        """The word of the number that is stored."""
        return Priority(value).key

    def to_internal_value(self, data: Any) -> Any:
        """The number that is stored."""
        return cast(Priority, Priority.of(str(super().to_internal_value(data)))).value


class ConversationShape(Shape[Conversation]):
    """One exchange that we may have to act on. It always has exactly one holder, its `department`."""

    priority = PriorityField(read_only=True)
    labels: Any = serializers.SerializerMethodField()
    author_name: Any = serializers.SerializerMethodField()

    class Meta:
        model = Conversation
        fields = (
            *("id", "channel", "department", "assignee", "status", "outcome", "priority", "labels", "snoozed_until"),
            *("is_private", "is_closed", "author", "author_name", "preview", "preview_is_ours", "message_count"),
            *("opened_at", "last_message_at", "last_incoming_at", "waiting_since", "resolved_at"),
            *("due_at", "risk_at", "due_promise", "asked_count", "asked_until", "times_returned", "version"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "channel": "Where it takes place.",
        "department": "Its holder: whoever answers for it now.",
        "assignee": "The member who works on it; null while nobody does.",
        "status": "Who has to do something now: open, pending (they), snoozed, resolved (nobody).",
        "outcome": "How it ended; empty until it is resolved.",
        "priority": "How much it presses.",
        "snoozed_until": "When it wakes; null where it does not sleep.",
        "is_private": "Whether it is out of the public's sight.",
        "is_closed": "Whether only its department sees it.",
        "author": "The account of whoever opened it, by its number among the handles.",
        "preview": "The beginning of its last message.",
        "preview_is_ours": "Whether we wrote that one.",
        "message_count": "How many messages it has.",
        "opened_at": "When its first message was written.",
        "last_message_at": "When its last one was written, theirs or ours.",
        "last_incoming_at": "When they last wrote.",
        "waiting_since": "Since when a message of theirs is neither answered nor settled; null when none is.",
        "resolved_at": "When it was resolved; null while it is not.",
        "due_at": "When the first promise that runs is broken, or was; null when none runs.",
        "risk_at": "From when on that promise is at risk.",
        "due_promise": "Which promise that is.",
        "asked_count": "How many requests to others are open on it.",
        "asked_until": "When the first of these is due.",
        "times_returned": "How often it came back to a department that had handed it on.",
        "version": "Grows with each change.",
    }

    def get_labels(self, row: Conversation) -> list[int]:
        """Numbers of its labels."""
        return sorted(label.pk for label in row.labels.all())

    def get_author_name(self, row: Conversation) -> str:
        """Who we deal with, as they call themselves."""
        return str(row.author or "")


class ConversationsAsked(Listed):
    """The filters of the inbox; without `status` what is open is listed, "all" is every status."""

    meanings: ClassVar = {
        "channel": "On this one.",
        "network": "On channels of this network.",
        "watch": "Found by this watch.",
        "priority": "Pressing so much.",
        "status": "In this state; all is every one.",
        "kind": "With a message of theirs of this kind.",
        "privacy": "In private, or for all to read.",
        "unread": "Not read by you.",
        "overdue": "With a broken promise.",
        "at_risk": "With a promise at risk.",
        "failed": "With a reply that did not leave.",
        "since": "Last written in on this day or later.",
        "until": "Last written in on this day or earlier.",
        "sort": "In which order.",
    }

    department = serializers.CharField(required=False, max_length=80, help_text="The slug of a department.")
    channel = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    network = serializers.CharField(required=False, max_length=30)
    watch = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    assignee = serializers.RegexField(r"^(me|nobody|[0-9]{1,17})$", required=False, help_text="me, nobody or a number.")
    label: Any = serializers.RegexField(
        r"^[0-9]{1,9}(,[0-9]{1,9}){0,49}$", required=False, help_text="Numbers of labels, with commas between them."
    )
    priority = serializers.ChoiceField(choices=[one.key for one in Priority], required=False)
    status = serializers.ChoiceField(choices=[*Status.values, "all"], required=False)
    kind = serializers.ChoiceField(choices=MessageKind.values, required=False)
    privacy = serializers.ChoiceField(choices=["private", "public"], required=False)
    unread = serializers.ChoiceField(choices=["1"], required=False)
    waiting = serializers.IntegerField(
        required=False, min_value=1, max_value=10_000, help_text="Longer than so many hours."
    )
    waiting_on = serializers.CharField(required=False, max_length=80, help_text="any, outside, or a department's slug.")
    overdue = serializers.ChoiceField(choices=["1"], required=False)
    at_risk = serializers.ChoiceField(choices=["1"], required=False)
    failed = serializers.ChoiceField(choices=["1"], required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    sort = serializers.ChoiceField(choices=list(SORTS), required=False)


def list_query(given: Facts) -> ListQuery:
    """The list of the page that these parameters name; raises ValidationError for one that makes no sense there."""
    words = {name: str(value) for name, value in given.items() if name not in {"after", "limit"}}
    spread = QueryDict(mutable=True)
    spread.update(words)
    checked = RowFilter(_lists(words)).form
    if not checked.is_valid():
        raise ValidationError({name: list(errors) for name, errors in checked.errors.items()})
    return ListQuery.read(spread)


def _lists(words: dict[str, str]) -> MultiValueDict[str, str]:
    several = {"label", "priority", "status", "kind"}
    given: MultiValueDict[str, str] = MultiValueDict()
    for name, value in words.items():
        parts = list(Status.values) if (name, value) == ("status", "all") else value.split(",")
        given.setlist(name, parts if name in several else [value])
    return given


def page(given: Facts, by: Member) -> tuple[list[Any], str | None]:
    """One page in the order that was asked for, behind the cursor."""
    query, limit = list_query(given), given["limit"]
    cursor = Cursor.read(given.get("after", ""))
    if given.get("after") and cursor is None:
        raise ValidationError({"after": [_("This is no place in this list. Take `next` of the page before.")]})
    rows = query.after(query.rows(by), cursor).select_related("author").prefetch_related("labels")
    found = list(rows[: limit + 1])
    return found[:limit], str(query.order.cursor(found[limit - 1])) if len(found) > limit else None


def visible(by: Member) -> ConversationQuerySet:
    """What they may see, with what the shape shows."""
    seen: ConversationQuerySet = Conversation.objects.visible_to(by)
    return seen.select_related(*RELATED).defer("channel__credentials").prefetch_related("labels")


def look(row: Conversation, by: Member) -> None:
    """An administrator's look into what is closed is journalled, as on the page."""
    if by.is_administrator and row.is_closed:
        read.view_closed(row, by=by)


def people(_by: Member) -> Any:
    """Active members."""
    return Member.objects.active()


def places(_by: Member) -> Any:
    """Departments that can hold work; one may hand on to a closed one, as on the page."""
    return Department.objects.active()


class To(Strict):
    """Whom to give it to."""

    meanings: ClassVar = {
        "to": "A member who is there.",
    }

    to = Known(people, Member)


class ToDepartment(Strict):
    """Which department shall hold it."""

    meanings: ClassVar = {
        "to": "A department; a closed one, too.",
    }

    to = Known(places, Department)


class Ending(Strict):
    """How it ended."""

    meanings: ClassVar = {
        "outcome": "As the menu of the button says.",
    }

    outcome = serializers.ChoiceField(choices=Outcome.choices)


class Until(Strict):
    """Until when it sleeps."""

    until = moment()


class Pressing(Strict):
    """How much it presses."""

    meanings: ClassVar = {
        "priority": "In its word.",
    }

    priority = PriorityField()


class Labelled(Strict):
    """A label by its name."""

    name = serializers.CharField(max_length=LABEL_LENGTH)


class Taken(Strict):
    """Which act to take back; without one the last of one's own."""

    act = serializers.IntegerField(
        required=False, min_value=1, max_value=GREATEST, help_text="The number of the event."
    )


class Into(Strict):
    """The conversation that shall show both."""

    meanings: ClassVar = {
        "into": "Another one that you may see.",
    }

    into = Known(visible, Conversation)


class Part(Strict):
    """The conversation that was merged into this one."""

    meanings: ClassVar = {
        "part": "One that shows here since.",
    }

    part = Known(lambda by: Conversation.objects.filter(survivor__in=Conversation.objects.visible_to(by)), Conversation)


class Admitted(Strict):
    """Who shall see it."""

    meanings: ClassVar = {
        "member": "Somebody who would not see it otherwise.",
    }

    member = Known(people, Member)


class Noted(Strict):
    """A note for members; @name mentions somebody."""

    meanings: ClassVar = {
        "text": "As it is typed on the page.",
    }

    text = serializers.CharField(max_length=20_000)


def _unmerge(call: Call) -> Conversation:
    part = call.given["part"]
    if part.survivor_id != call.row.pk:
        raise ValidationError({"part": [_("It is not part of this conversation.")]})
    return merge.unmerge(part, by=call.by)


def acts() -> tuple[Act, ...]:
    """Triage, and what one says of a conversation."""
    return (
        Act("conversation.take", assign.take),
        Act("conversation.assign", assign.assign, To),
        Act("conversation.unassign", assign.unassign),
        Act("conversation.place", place.place, how=lambda c: place.place(c.row, by=c.by, department=c.row.department)),
        Act("conversation.move", move.move, ToDepartment),
        Act("conversation.resolve", resolve.resolve, Ending),
        Act("conversation.reopen", resolve.reopen),
        Act("conversation.snooze", resolve.snooze, Until),
        Act("conversation.undo", undo.undo, Taken),
        Act("conversation.merge", merge.merge, Into),
        Act("conversation.unmerge", merge.unmerge, Part, how=_unmerge),
        Act("conversation.label", label.label, Labelled),
        Act("conversation.unlabel", label.unlabel, Labelled),
        Act("conversation.prioritise", prioritise.prioritise, Pressing),
        Act("conversation.admit", admit.admit, Admitted),
        Act("conversation.follow", follow.follow),
        Act("conversation.unfollow", follow.unfollow),
        Act("note.add", note.add_note, Noted, word="note", shown=NoteShape),
    )


CONVERSATIONS = Resource(
    name="conversations",
    area="conversations",
    about=(
        "Exchanges with people outside. A list takes the filters of the inbox and shows what is open, "
        "unless it says otherwise; its cursor follows the order that was asked for."
    ),
    rows=visible,
    shown=ConversationShape,
    asked=ConversationsAsked,
    page=page,
    looked=look,
    acts=acts(),
)
