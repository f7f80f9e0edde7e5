"""The kinds of readings and what each can say; pure."""

from __future__ import annotations

from collections.abc import Callable

import regex

from inbox.tone import UNKNOWN

SENTIMENTS = ("positive", "neutral", "negative")
_LANGUAGE = regex.compile(r"[a-z]{2,3}")
_TOPICS = regex.compile(r"(\d{1,9}(,\d{1,9}){0,15})?")

KNOWN_VALUES: dict[str, Callable[[str], bool]] = {
    "language": lambda value: value == UNKNOWN or _LANGUAGE.fullmatch(value) is not None,
    "sentiment": lambda value: value in SENTIMENTS,
    "needs_reply": lambda value: value in ("yes", "no"),
    "topic": lambda value: _TOPICS.fullmatch(value) is not None,
}
"""By kind, whether a value is one that it can have; of topics the numbers of word lists with commas."""
