"""What a message was taken to be, with who corrected it; and how often each kind of reading is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from inbox.models import Conversation, Message
from routing.models import ListKind, Reading, ReadingKind, WordList
from routing.rule_editor import rows_of
from routing.vocabulary import FIELDS

MOST_CHANGES = 6
"""Of each kind, the corrections that are made most often are named."""
ASKED = {ReadingKind.LANGUAGE: "language", ReadingKind.SENTIMENT: "sentiment", ReadingKind.NEEDS_REPLY: "needs_reply"}


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading: what it is, and what else it could be (value, word, whether it is so now).

    `said` tells who corrected it, and from what; `many` where several can hold together.
    """

    kind: str
    word: str
    value: str
    said: str
    choices: list[tuple[str, str, bool]]
    many: bool


@dataclass(slots=True)
class Corrected:
    """Of one kind: how many were read, how many people corrected, and from what to what, the most frequent first."""

    word: str
    read: int
    corrected: int
    changes: list[tuple[str, str, int]] = field(default_factory=list)


def message_read(conversation: Conversation, told: Message | None) -> Message | None:
    """The message whose readings are shown: that of the decision, else the newest that came from outside."""
    outside = Message.objects.filter(conversation=conversation, is_ours=False, is_context=False, removed_at=None)
    return outside.filter(pk=told.pk).first() if told is not None else outside.order_by("-sent_at", "-pk").first()


def reading_rows(message: Message) -> list[ReadingRow]:
    """Every kind for one message, also those that nobody has read; three questions."""
    kept = {one.kind: one for one in Reading.objects.filter(message=message).select_related("by")}
    words = _words()
    return [_row(ReadingKind(kind), kept.get(kind), words) for kind in ReadingKind.values]


def corrections_counted() -> list[Corrected]:
    """Each kind with what people said against it; no words of any message, so all of them count."""
    words, asked = _words(), Reading.objects.order_by()
    changed = Q(corrected_at__isnull=False) & ~Q(guess=F("value"))
    rows = asked.values("kind").annotate(read=Count("pk"), corrected=Count("pk", filter=changed))
    found = {row["kind"]: Corrected(str(ReadingKind(row["kind"]).label), row["read"], row["corrected"]) for row in rows}
    pairs = asked.filter(changed).values_list("kind", "guess", "value").annotate(count=Count("pk"))
    for kind, guess, value, count in pairs.order_by("-count", "guess", "value"):
        if len(found[kind].changes) < MOST_CHANGES:
            found[kind].changes.append((_told(kind, guess, words), _told(kind, value, words), count))
    return [found[kind] for kind in ReadingKind.values if kind in found]


def _row(kind: ReadingKind, one: Reading | None, words: Mapping[str, Mapping[str, str]]) -> ReadingRow:
    value, many = one.value if one else "", kind == ReadingKind.TOPIC
    now = set(value.split(",")) if many else {value}
    choices = [(each, word, each in now) for each, word in words[kind].items()]
    if value and not many and value not in words[kind]:
        choices.append((value, value, True))
    return ReadingRow(str(kind), str(kind.label), _told(kind, value, words), _said(one, words), choices, many)


def _said(one: Reading | None, words: Mapping[str, Mapping[str, str]]) -> str:
    if one is None or one.corrected_at is None:
        return ""
    told = {"member": one.by or _("somebody"), "guess": _told(one.kind, one.guess, words)}
    return _("corrected by %(member)s; it was read as: %(guess)s") % told


def _told(kind: str, value: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """A value as people say it."""
    if kind == ReadingKind.TOPIC:
        gone = _("a topic that is gone")
        return ", ".join(words[kind].get(one, gone) for one in value.split(",") if one) or _("none")
    return words[kind].get(value, value) or _("not read")


def _words() -> dict[str, dict[str, str]]:
    """What each value of each kind is called."""
    found: dict[str, dict[str, str]] = {
        str(kind): {str(value): str(word) for value, word in FIELDS[name].choices} for kind, name in ASKED.items()
    }
    found[ReadingKind.LANGUAGE] = {str(value): word for value, word in rows_of("language")}
    topics = WordList.objects.filter(kind=ListKind.WORDS, is_topic=True, archived_at=None).values_list("pk", "name")
    return found | {str(ReadingKind.TOPIC): {str(pk): name for pk, name in topics}}
