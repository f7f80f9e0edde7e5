"""What is so about messages, as plain values that rules ask: reads rows in batches, decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from inbox.models import Conversation, Label, Message, Sighting
from routing.models import Reading

type Provider = Callable[[Sequence[Message], datetime | None], Mapping[int, Mapping[str, Any]]]
"""Facts that another part knows, by the number of the message: at an instant, or when each was written."""

_providers: list[Provider] = []
RELATED = ("conversation__department", "author__contact__survivor")
"""What the messages that are handed over here should have fetched with them, and their channels."""


def add_provider(provider: Provider) -> None:
    """Have another part's facts asked for with each batch."""
    if provider not in _providers:
        _providers.append(provider)


def facts_of(
    messages: Sequence[Message], trigger: str, readings: Iterable[Reading], now: datetime | None = None
) -> dict[int, dict[str, Any]]:
    """Every field of routing/vocabulary.py for each message, by its number, in five questions and those of others.

    What depends on the hour is answered for `now`, or else for when each message was written.
    """
    conversations = {message.conversation_id for message in messages}
    labels = _labels(conversations)
    watches = _grouped(
        Sighting.objects.filter(message__in=[m.pk for m in messages]).values_list("message_id", "watch_id")
    )
    earlier = _earlier(messages)
    read = values_of(readings)
    facts = {}
    for message in messages:
        facts[message.pk] = {
            "trigger": trigger,
            **_said(message),
            **_read(read[message.pk]),
            **_place(message.conversation, labels[message.conversation_id]),
            **_author(message),
            "watches": watches[message.pk],
            "earlier": max(0, earlier.get(message.author_id, 1) - 1),
        }
    for provider in _providers:
        for pk, more in provider(messages, now).items():
            facts[pk] |= more
    return facts


def values_of(readings: Iterable[Reading]) -> dict[int | None, dict[str, str]]:
    """What was read in each message, by kind; nothing for any other message."""
    read: dict[int | None, dict[str, str]] = defaultdict(dict)
    for reading in readings:
        read[reading.message_id][reading.kind] = reading.value
    return read


def _said(message: Message) -> dict[str, Any]:
    return {
        "text": message.text,
        "kind": message.kind,
        "channel": message.channel_id,
        "network": message.channel.network,
        "has_picture": any(str(one.get("kind", "")) == "image" for one in message.attachments),
    }


def _read(read: Mapping[str, str]) -> dict[str, Any]:
    topics = read.get("topic", "")
    return {
        "language": read.get("language", ""),
        "sentiment": read.get("sentiment", ""),
        "needs_reply": read.get("needs_reply", ""),
        "topics": [int(number) for number in topics.split(",") if number],
    }


def _place(conversation: Conversation, labels: list[int]) -> dict[str, Any]:
    return {
        "department": conversation.department_id,
        "priority": conversation.priority,
        "status": conversation.status,
        "assigned": conversation.assignee_id is not None,
        "assignee": conversation.assignee_id,
        "visibility": "private" if conversation.is_private else "public",
        "labels": labels,
        "message_count": max(0, conversation.message_count - 1),
    }


def _author(message: Message) -> dict[str, Any]:
    handle = message.author
    if handle is None:
        return {"author": [], "followers": None, "relationship": ""}
    contact = handle.contact.survivor or handle.contact
    names = {handle.handle.casefold().lstrip("@"), handle.external_id.casefold()} - {""}
    custom = {f"custom:{number}": value for number, value in contact.custom.items()}
    return {
        "author": sorted(names),
        "followers": handle.followers,
        "relationship": contact.relationship,
        **custom,
    }


def _labels(conversations: set[int]) -> dict[int, list[int]]:
    """Labels that were merged into them count too, so that rules which name the old one still hold."""
    through = Conversation.labels.through.objects.filter(conversation__in=conversations)
    carried = _grouped(through.values_list("conversation_id", "label_id").order_by("label_id"))
    merged = _grouped(
        Label.objects.filter(merged_into__in={one for each in carried.values() for one in each}).values_list(
            "merged_into_id", "pk"
        )
    )
    for each in carried.values():
        each += [old for one in list(each) for old in merged.get(one, ())]
    return carried


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped


def _earlier(messages: Sequence[Message]) -> dict[int | None, int]:
    authors = {message.author_id for message in messages} - {None}
    rows = Conversation.objects.standing().filter(author__in=authors).order_by().values("author")
    return dict(rows.annotate(count=Count("pk")).values_list("author", "count"))
