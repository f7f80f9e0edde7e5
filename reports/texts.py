"""What is read out of the words of a message, for numbers: the tone is that of inbox/tone.py, or a person's word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from inbox.tone import AMONG, LONGEST, UNKNOWN, read_language, read_sentiment
from routing.models import Reading, ReadingKind

_ADDRESS = regex.compile(r"https?://\S+")
_QUESTION = regex.compile(r"[?\uFF1F\u061F\u037E]")


@dataclass(frozen=True, slots=True)
class Words:
    """Tone (empty: nobody can tell), two letters of the language (empty: as well), and whether it asks something."""

    tone: str
    language: str
    asks: bool


def words_of(text: str, declared: str = "", corrected: Mapping[str, str] | None = None) -> Words:
    """Read a message; what the network says of its language stands before our guess, what a person says before both."""
    found = _read(text[:LONGEST])
    named = declared.replace("_", "-").split("-")[0].lower()[:8]
    found = replace(found, language=named or found.language)
    if not corrected:
        return found
    language = corrected.get(ReadingKind.LANGUAGE, found.language)
    tone = corrected.get(ReadingKind.SENTIMENT, found.tone)
    return replace(found, tone=tone, language="" if language == UNKNOWN else language)


def corrections_in(conversation_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """What people said of the messages of these conversations, by message and kind of reading; one query."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    kinds = (ReadingKind.LANGUAGE, ReadingKind.SENTIMENT)
    rows = Reading.objects.filter(message__conversation__in=conversation_ids, kind__in=kinds)
    for message, kind, value in rows.exclude(corrected_at=None).values_list("message_id", "kind", "value"):
        found[message][kind] = value
    return found


@lru_cache(maxsize=20_000)
def _read(text: str) -> Words:
    language = read_language(text, AMONG).value
    tone = read_sentiment(text, language).value
    return Words(tone, "" if language == UNKNOWN else language, bool(_QUESTION.search(_ADDRESS.sub(" ", text))))
