"""Whether a text says a word or phrase: whole words, case and accents folded; pure."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_ACCENTS = regex.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
_UNSEEN = regex.compile(r"\p{Cf}|\N{VARIATION SELECTOR-15}|\N{VARIATION SELECTOR-16}")
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = regex.compile(
    rf"[{_UNSPACED}\p{{Extended_Pictographic}}--\p{{N}}]\p{{M}}*|[[\p{{L}}\p{{N}}]--[{_UNSPACED}]][[\p{{L}}\p{{N}}\p{{M}}]--[{_UNSPACED}]]*",
    regex.V1,
)
_APART = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

type Words = tuple[str, ...]


def fold(text: str) -> str:
    """The text without case, accents, and characters that nobody sees: "Rücker\u00adstattung" is "ruckerstattung"."""
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).casefold().translate(_APART)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", plain))


def words_of(text: str) -> Words:
    """Its words, folded; scripts that write without spaces give one word for each character."""
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=4096)
def phrase_of(text: str) -> tuple[tuple[str, bool], ...]:
    """A phrase as its words, each with whether only its beginning is meant: "cancel* order"."""
    found: list[tuple[str, bool]] = []
    for piece in text.split():
        words = words_of(piece)
        open_ended = piece.endswith("*")
        found += [(word, open_ended and place == len(words) - 1) for place, word in enumerate(words)]
    return tuple(found)


def says(words: Words, phrase: str) -> bool:
    """Whether these words, of words_of(), hold the phrase; a phrase without words is never said."""
    wanted = phrase_of(phrase)
    if not wanted:
        return False
    return any(
        all(_is(word, *part) for word, part in zip(words[start:], wanted, strict=False))
        for start in range(len(words) - len(wanted) + 1)
    )


def _is(word: str, wanted: str, open_ended: bool) -> bool:
    return word.startswith(wanted) if open_ended else word == wanted
