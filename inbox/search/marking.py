"""A stretch of a text around what was found, with the found words marked. Pure; nothing of it is trusted as markup."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from unicodedata import normalize

import regex

AROUND = 60
LONGEST = 220
READ = 20_000
"""Characters looked through for words to mark."""
UNSEEN = dict.fromkeys(
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF),
)
"""Zero-width characters, soft hyphens and marks of direction; migration 0014 takes the same ones out."""
UNSPACED = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = regex.compile(rf"[{UNSPACED}]|[\w\p{{M}}\p{{Cf}}--_--[{UNSPACED}]]+", regex.V1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text, marked or not."""

    text: str
    marked: bool = False


def snippet(text: str, words: Set[str]) -> list[Stretch]:
    """The text from shortly before the first of these words; "…" stands where something was left out."""
    found = list(_found(text[:READ], words))
    start = _begin(text, found[0][0]) if found else 0
    end = _end(text, start)
    pieces = list(_pieces(text, start, end, found))
    if start:
        pieces.insert(0, Stretch("… "))
    if end < len(text.rstrip()):
        pieces.append(Stretch(" …"))
    return [piece for piece in pieces if piece.text]


def _found(text: str, words: Set[str]) -> Iterator[tuple[int, int]]:
    for match in WORD.finditer(text) if words else ():
        plain = normalize("NFKC", match.group()).translate(UNSEEN).lower()
        if plain in words:
            yield match.start(), match.end()


def _begin(text: str, first: int) -> int:
    """A place between words, not far before the first one found."""
    if first <= AROUND:
        return 0
    gap = max(text.rfind(" ", first - AROUND, first), text.rfind("\n", first - AROUND, first))
    return gap + 1 if gap >= 0 else first


def _end(text: str, start: int) -> int:
    if len(text) - start <= LONGEST:
        return len(text)
    gap = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
    return gap if gap >= 0 else start + LONGEST


def _pieces(text: str, start: int, end: int, found: list[tuple[int, int]]) -> Iterator[Stretch]:
    done = start
    for first, last in found:
        if last > end:
            break
        yield Stretch(text[done:first])
        yield Stretch(text[first:last], marked=True)
        done = last
    yield Stretch(text[done:end])
