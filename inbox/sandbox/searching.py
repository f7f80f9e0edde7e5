"""Finding public posts by their words or hashtags."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

TAG = re.compile(r"#(\w+)")


def posts_since(db: sqlite3.Connection, since: int, most: int, *, horizon: str) -> tuple[list[sqlite3.Row], bool]:
    """Public posts after a place in the order of arrival, oldest first; and whether there are more.

    They end before the first that was written after `horizon`, so that a cursor skips nothing.
    """
    rows = db.execute(
        "SELECT rowid AS place, * FROM posts WHERE recipient IS NULL AND rowid > ?1 ORDER BY rowid LIMIT ?2",
        [since, most],
    ).fetchall()
    hidden = next((number for number, row in enumerate(rows) if row["created_at"] > horizon), None)
    return (rows, len(rows) == most) if hidden is None else (rows[:hidden], False)


def newest_place(db: sqlite3.Connection) -> int:
    """The place of the newest post, 0 on an empty network."""
    found: int = db.execute("SELECT coalesce(max(rowid), 0) FROM posts").fetchone()[0]
    return found


def says(text: str, words: Sequence[str], tag: str) -> bool:
    """Whether a text has all the words, whatever their case, or the hashtag."""
    if tag:
        return tag.casefold() in (found.casefold() for found in TAG.findall(text))
    said = set(re.findall(r"\w+", text.casefold()))
    return all(set(re.findall(r"\w+", word.casefold())) <= said for word in words)
