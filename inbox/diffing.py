"""Two versions of a text word by word, for people: what stayed, what went, what came; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)
"""A run of white space, a word (with its apostrophe), or a single other sign."""

MOST = 4000
"""Pieces up to which words are compared; longer texts are compared as wholes."""

type Mark = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text that stayed, went, or came."""

    mark: Mark
    text: str


def diff(before: str, after: str) -> list[Stretch]:
    """The stretches in the order of reading: what went stands before what came in its place.

    Without the new ones it reads as `before`, without those that went as `after`, to the letter.
    """
    if before == after:
        return [Stretch("same", after)] if after else []
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST:
        return [stretch for stretch in (Stretch("gone", before), Stretch("new", after)) if stretch.text]
    return list(_joined(_stretches(old, new)))


def words_changed(stretches: list[Stretch]) -> int:
    """How many words came or went; a word that another replaces counts once."""
    gone = sum(_words(one.text) for one in stretches if one.mark == "gone")
    new = sum(_words(one.text) for one in stretches if one.mark == "new")
    return max(gone, new)


def _stretches(old: list[str], new: list[str]) -> Iterator[Stretch]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Stretch("same", "".join(old[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Stretch("gone", "".join(old[old_from:old_to]))
        if new_to > new_from:
            yield Stretch("new", "".join(new[new_from:new_to]))


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """A lone space between two changes reads better as part of both."""
    gone, new = "", ""
    waiting = ""
    for stretch in stretches:
        if stretch.mark == "same" and (gone or new) and not stretch.text.strip():
            waiting += stretch.text
        elif stretch.mark == "same":
            yield from _changed(gone, new)
            yield Stretch("same", waiting + stretch.text)
            gone, new, waiting = "", "", ""
        else:
            gone, new, waiting = gone + waiting, new + waiting, ""
            gone += stretch.text if stretch.mark == "gone" else ""
            new += stretch.text if stretch.mark == "new" else ""
    yield from _changed(gone, new)
    if waiting:
        yield Stretch("same", waiting)


def _changed(gone: str, new: str) -> Iterator[Stretch]:
    if gone:
        yield Stretch("gone", gone)
    if new:
        yield Stretch("new", new)


def _words(text: str) -> int:
    return sum(1 for piece in WORDS.findall(text) if piece[0].isalnum())
