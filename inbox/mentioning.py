"""Finding who is named in a note: "@" and a name as people write it, the longest that fits; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import regex

_AT = regex.compile(r"(?<![\p{L}\p{N}_.])@(?=\S)")
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]")


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody who can be named; `key` is "m12" for a member, "d3" for a department."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text somebody is named; several `keys` when the name does not tell them apart."""

    start: int
    length: int
    keys: tuple[str, ...]
    text: str


def places(text: str, names: Iterable[Name], chosen: Collection[str] = ()) -> Iterator[Place]:
    """Every "@Name" in the text; of equal names those that were `chosen` from the list are meant."""
    known: dict[str, list[str]] = defaultdict(list)
    for name in names:
        known[name.text.lower()].append(name.key)
    known.pop("", None)
    longest = max(map(len, known), default=0)
    for at in _AT.finditer(text):
        rest = text[at.end() : at.end() + longest]
        for length in range(len(rest), 0, -1):
            keys = known.get(rest[:length].lower())
            if keys and not _WORD.match(text, at.end() + length):
                meant = [key for key in keys if key in chosen] if len(keys) > 1 else keys
                yield Place(at.start(), length + 1, tuple(meant or keys), rest[:length])
                break
