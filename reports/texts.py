"""What is read out of the words of a message, for numbers; the tone is that of inbox/tone.py."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from inbox.tone import AMONG, LONGEST, UNKNOWN, read_language, read_sentiment

_ADDRESS = regex.compile(r"https?://\S+")
_QUESTION = regex.compile(r"[?\uFF1F\u061F\u037E]")


@dataclass(frozen=True, slots=True)
class Words:
    """Tone (empty: nobody can tell), two letters of the language (empty: as well), and whether it asks something."""

    tone: str
    language: str
    asks: bool


def words_of(text: str, declared: str = "") -> Words:
    """Read a message; what the network says of its language stands before our own guess."""
    found = _read(text[:LONGEST])
    named = declared.replace("_", "-").split("-")[0].lower()[:8]
    return Words(found.tone, named or found.language, found.asks)


@lru_cache(maxsize=20_000)
def _read(text: str) -> Words:
    language = read_language(text, AMONG).value
    tone = read_sentiment(text, language).value
    return Words(tone, "" if language == UNKNOWN else language, bool(_QUESTION.search(_ADDRESS.sub(" ", text))))
