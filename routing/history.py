"""What was so when messages of the past arrived, as far as it is known: reads rows in batches, keeps nothing.

Where a decision was made then, it knows. Where none was, as with messages from before there
were rules, a conversation is taken as it begins: open, unassigned, of normal priority, unlabelled.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from accounts.models import Event
from inbox.models import Channel, Conversation, Message
from inbox.models.conversation import Priority, Status
from routing.actions.read import read_text
from routing.facts import RELATED, facts_of
from routing.models import Correction, Decision, Reading, ReadingKind
from routing.readings.topics import Topics

READ = (ReadingKind.LANGUAGE, ReadingKind.SENTIMENT, ReadingKind.NEEDS_REPLY)
AT_FIRST: Mapping[str, Any] = {
    "priority": int(Priority.NORMAL),
    "status": str(Status.OPEN),
    "assigned": False,
    "assignee": None,
    "labels": [],
    "waited": 0,
    "awaited": None,
    "promise": "none",
    "escalation": [],
    "asked": [],
}
"""How a conversation begins."""


@dataclass(slots=True)
class Past:
    """One conversation: where it came in, where people handled it and said it belongs, and its messages.

    `heard` are messages by number with all facts but topics; `topics` those that a person corrected.
    """

    came: int
    stands: int | None
    corrected: int | None
    heard: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    topics: dict[int, list[int]] = field(default_factory=dict)

    def asked(self, topics: Topics) -> list[tuple[int, dict[str, Any]]]:
        """Its messages with the topics that these lists find."""
        return [(pk, {**facts, "topics": self.topics.get(pk) or found(topics, facts)}) for pk, facts in self.heard]


def found(topics: Topics, facts: Mapping[str, Any]) -> list[int]:
    """The topics of a text."""
    return numbers(topics.read(str(facts["text"])).value)


def numbers(value: str) -> list[int]:
    """Topics as a reading keeps them."""
    return [int(number) for number in value.split(",") if number]


def pasts(conversation_ids: Collection[int]) -> dict[int, Past]:
    """These conversations, by number; some fifteen questions, however many there are."""
    rows = Conversation.objects.filter(pk__in=conversation_ids).select_related("channel")
    conversations = {row.pk: row for row in rows.defer("channel__credentials")}
    came = _came(conversations)
    judged = dict(Correction.objects.filter(conversation__in=conversations).values_list("conversation_id", "right_id"))
    handled = _handled(conversations) | judged.keys()
    made = {
        pk: Past(came[pk], row.department_id if pk in handled else None, judged.get(pk))
        for pk, row in conversations.items()
    }
    _hear(made)
    return made


def _came(conversations: Mapping[int, Conversation]) -> dict[int, int]:
    opened = Event.objects.filter(conversation_id__in=conversations, verb="conversation.open")
    known = dict(opened.exclude(department_id=None).values_list("conversation_id", "department_id"))
    return {pk: known.get(pk) or row.channel.default_department_id for pk, row in conversations.items()}


def _handled(conversations: Mapping[int, Conversation]) -> set[int]:
    """Those that people answered, resolved or moved: they have said where it belongs by what they did."""
    answered = Message.objects.filter(conversation__in=conversations, is_ours=True, is_context=False)
    acted = Event.objects.filter(
        conversation_id__in=conversations,
        actor_kind="member",
        verb__in=("conversation.move", "conversation.resolve"),
    )
    ids = {*answered.values_list("conversation_id", flat=True), *acted.values_list("conversation_id", flat=True)}
    return {pk for pk in ids if pk is not None}


def _hear(made: Mapping[int, Past]) -> None:
    rows = Message.objects.filter(conversation__in=made, is_ours=False, is_context=False, removed_at=None)
    related = rows.select_related(*RELATED).order_by("sent_at", "pk")
    messages = list(related.prefetch_related(Prefetch("channel", Channel.objects.defer("credentials"))))
    readings = list(Reading.objects.filter(message__in=messages))
    known = facts_of(messages, "received", readings)
    decided = {
        one.message_id: one.facts
        for one in Decision.objects.filter(message__in=messages, trigger="received").only("message", "facts")
    }
    read: dict[int, dict[str, str]] = defaultdict(dict)
    for one in readings:
        read[one.message_id][one.kind] = one.value
    corrected = {
        one.message_id: numbers(one.value) for one in readings if one.kind == ReadingKind.TOPIC and one.corrected_at
    }
    earlier = _earlier(messages)
    for message in messages:
        past = made[message.conversation_id]
        facts = known[message.pk] | dict(AT_FIRST) | {"message_count": len(past.heard), "earlier": earlier[message.pk]}
        facts |= decided.get(message.pk, {}) | _readings(message, read[message.pk])
        past.heard.append((message.pk, facts))
        if message.pk in corrected:
            past.topics[message.pk] = corrected[message.pk]


def _readings(message: Message, kept: Mapping[str, str]) -> dict[str, str]:
    if all(kind in kept for kind in READ):
        return {str(kind): kept[kind] for kind in READ}
    said = read_text(message.text, None, said_to_us=not message.is_listening)
    return {str(kind): kept.get(kind, said[kind].value) for kind in READ}


def _earlier(messages: Sequence[Message]) -> dict[int, int]:
    """How many conversations with its author had begun before that of each message."""
    authors = {message.author_id for message in messages} - {None}
    begun: dict[int | None, list[datetime]] = defaultdict(list)
    rows = Conversation.objects.standing().filter(author__in=authors).order_by("opened_at")
    for author, opened_at in rows.values_list("author_id", "opened_at"):
        begun[author].append(opened_at)
    return {message.pk: bisect_left(begun[message.author_id], message.conversation.opened_at) for message in messages}
