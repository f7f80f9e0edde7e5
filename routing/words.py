"""How a rule's words are written, and a text's words with their places in it; pure.

A phrase is written as it is said, whole words, case and accents folded. `cancel*` is every
word that begins so, `*book*` and `re*d` stand for any letters, `~refund` for every form of a
word (refunds, refunded), as the stemmers of the organisation's languages know them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import regex
import Stemmer

from inbox.wording import fold, words_of

type Span = tuple[int, int]
"""Where something stands in a text: its first character, and how many it has."""

_PLAIN_WORD = re.compile("[a-z0-9]+")
_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


class Said:
    """A text with its words, folded once; where they stand is worked out only when somebody asks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: tuple[str, ...] = tuple(_PLAIN_WORD.findall(text.lower())) if text.isascii() else words_of(text)

    @cached_property
    def joined(self) -> str:
        """The words with a space before and after each."""
        return f" {' '.join(self.words)} "

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The place of each word in the text."""
        if self.text.isascii():
            return tuple(
                (found.start(), found.end() - found.start()) for found in _PLAIN_WORD.finditer(self.text.lower())
            )
        spans = [span for chunk in re.finditer(r"\S+", self.text) for span in _spans_in(chunk.group(), chunk.start())]
        return tuple(spans)

    def span(self, first: int, count: int) -> Span:
        """From the first letter of a word to the last one of the words that follow it."""
        start, (last, length) = self.spans[first][0], self.spans[first + count - 1]
        return start, last + length - start


def _spans_in(chunk: str, offset: int) -> list[Span]:
    """The places of the words of a piece without spaces; where letters melt together, the whole piece."""
    words = words_of(chunk)
    pieces = regex.findall(r"\X", chunk)
    folded = [fold(piece) for piece in pieces]
    joined = "".join(folded)
    if joined != fold(chunk):
        return [(offset, len(chunk)) for _word in words]
    first_of: list[int] = []
    last_of: list[int] = []
    at = offset
    for piece, letters in zip(pieces, folded, strict=True):
        first_of += [at] * len(letters)
        last_of += [at + len(piece)] * len(letters)
        at += len(piece)
    spans: list[Span] = []
    place = 0
    for word in words:
        place = joined.index(word, place)
        start, end = first_of[place], last_of[place + len(word) - 1]
        spans.append((start, end - start))
        place += len(word)
    return spans


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of a phrase; of a wild one, `word` keeps its asterisks."""

    kind: Literal["word", "prefix", "wild", "stem"]
    word: str


type Phrase = tuple[Piece, ...]


@lru_cache(maxsize=65_536)
def phrase_of(text: str) -> Phrase:
    """A phrase as it was written; one without any word is empty, and never said."""
    pieces: list[Piece] = []
    for written in text.split():
        if written.startswith("~"):
            pieces += [Piece("stem", word) for word in words_of(written)]
        elif "*" in written:
            pieces += _starred(written)
        else:
            pieces += [Piece("word", word) for word in words_of(written)]
    return tuple(pieces)


def _starred(written: str) -> list[Piece]:
    parts = [words_of(part) for part in written.split("*")]
    if any(len(part) > 1 for part in parts[:-1]) or not any(parts):
        words = words_of(written)
        last = len(words) - 1 if written.endswith("*") else -1
        return [Piece("prefix" if place == last else "word", word) for place, word in enumerate(words)]
    if len(parts) == 2 and parts[0] and not parts[1]:
        return [Piece("prefix", parts[0][0])]
    words = words_of(written.rsplit("*", maxsplit=1)[-1])
    if len(words) > 1:
        return [Piece("word", word) for word in words_of(written)]
    return [Piece("wild", "*".join(part[0] if part else "" for part in parts))]


def meets_wild(word: str, asked: str) -> bool:
    """Whether a word reads as one with asterisks, each of which stands for any letters or none."""
    first, *middle, last = asked.split("*")
    if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
        return False
    place, end = len(first), len(word) - len(last)
    for part in middle:
        found = word.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


class Stems:
    """The stemmers of some languages ("en", "de"); a language without one is left out."""

    def __init__(self, languages: Iterable[str]) -> None:
        known = dict.fromkeys(_STEMMERS[language] for language in languages if language in _STEMMERS)
        self._stemmers = [(name, Stemmer.Stemmer(name, 10_000)) for name in known]

    def of(self, word: str) -> set[tuple[str, str]]:
        """Its stems, each with its language; of a word nobody can stem, itself."""
        return {(name, stemmer.stemWord(word)) for name, stemmer in self._stemmers} or {("", word)}


def meets(word: str, piece: Piece, stems: Stems) -> bool:
    """Whether a word of a text is what a piece asks for."""
    if piece.kind == "word":
        return word == piece.word
    if piece.kind == "prefix":
        return word.startswith(piece.word)
    if piece.kind == "stem":
        return not stems.of(word).isdisjoint(stems.of(piece.word))
    return meets_wild(word, piece.word)


def places_of(phrase: Phrase, words: Sequence[str], stems: Stems) -> list[int]:
    """At which words of a text a phrase begins."""
    size = len(phrase)
    if not size:
        return []
    return [
        start
        for start in range(len(words) - size + 1)
        if all(meets(words[start + place], piece, stems) for place, piece in enumerate(phrase))
    ]
