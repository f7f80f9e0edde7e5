"""Chapters of the demo that higher rooms tell: they register here, since the inbox does not know them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

type Chapter = Callable[[datetime], None]
_chapters: list[Chapter] = []
_last: list[Chapter] = []


def register(chapter: Chapter) -> None:
    """Have it told once everything of the inbox has happened, at the demo's own now."""
    if chapter not in _chapters:
        _chapters.append(chapter)


def register_last(chapter: Chapter) -> None:
    """Have it told after all others, since it looks back at everything that happened."""
    if chapter not in _last:
        _last.append(chapter)


def tell_all(now: datetime) -> None:
    """Each chapter, in the order of registration."""
    for chapter in (*_chapters, *_last):
        chapter(now)
