"""What is heard about which topic is counted by message, so that spikes can be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from inbox.models import Message
from routing.actions._insert import insert_together
from routing.facts import values_of
from routing.models import Heard, Reading, ReadingKind, WordList
from routing.spiking import fingerprint


def hear(messages: Sequence[Message], readings: Iterable[Reading]) -> list[Heard]:
    """Count these messages, as they were read; those that count already are left alone."""
    read = values_of(readings)
    rows = [row for message in messages for row in _rows(message, read[message.pk])]
    insert_together(rows, leave_known=True)
    return rows


@transaction.atomic
def hear_again(message: Message) -> list[Heard]:
    """Count a message anew, after somebody said what it is about or how it sounds."""
    Heard.objects.filter(message=message).delete()
    readings = list(Reading.objects.filter(message=message))
    named = {int(pk) for one in readings if one.kind == ReadingKind.TOPIC for pk in one.value.split(",") if pk}
    known = set(WordList.objects.filter(pk__in=named).values_list("pk", flat=True))
    return Heard.objects.bulk_create(
        [
            row
            for row in _rows(message, {one.kind: one.value for one in readings})
            if row.topic_id is None or row.topic_id in known
        ]
    )


def _rows(message: Message, read: dict[str, str]) -> Iterable[Heard]:
    said = fingerprint(message.text, message.pk)
    topics: list[int | None] = [None, *(int(pk) for pk in read.get(ReadingKind.TOPIC, "").split(",") if pk)]
    for topic in topics:
        yield Heard(
            message=message,
            channel_id=message.channel_id,
            topic_id=topic,
            sentiment=read.get(ReadingKind.SENTIMENT, ""),
            fingerprint=said,
            at=message.sent_at,
        )
