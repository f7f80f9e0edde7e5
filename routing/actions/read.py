"""What programs read in messages is kept, with its evidence; what a person said stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from inbox.models import Message
from inbox.tone import AMONG, Found, read_language, read_tone
from routing.actions._insert import insert_together
from routing.models import Reading, ReadingKind
from routing.readings.needs_reply import read_needs_reply
from routing.readings.topics import Topics


def read_messages(messages: Sequence[Message], topics: Topics | None) -> list[Reading]:
    """Read what nobody has read yet; returns all readings of these messages, people's among them."""
    kept = {(one.message_id, one.kind): one for one in Reading.objects.filter(message__in=messages)}
    now = timezone.now()
    made = [
        Reading(message=message, kind=kind, value=found.value, evidence=found.stored(), at=now)
        for message in messages
        for kind, found in _read(message, topics).items()
        if (message.pk, kind) not in kept
    ]
    insert_together(made, leave_known=True)
    return [*kept.values(), *made]


def read_text(text: str, topics: Topics | None, *, said_to_us: bool = True) -> dict[str, Found]:
    """Every reading of a text by kind; for trying a rule on words that somebody typed, too."""
    return {
        ReadingKind.LANGUAGE: read_language(text, settings.READING_LANGUAGES or AMONG),
        ReadingKind.SENTIMENT: read_tone(text),
        ReadingKind.NEEDS_REPLY: read_needs_reply(text, said_to_us=said_to_us),
        ReadingKind.TOPIC: topics.read(text) if topics else Found(""),
    }


def _read(message: Message, topics: Topics | None) -> dict[str, Found]:
    return read_text(message.text, topics, said_to_us=not message.is_listening)
