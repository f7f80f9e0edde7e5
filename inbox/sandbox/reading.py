"""What the pages show: posts and messages as one persona sees them."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from inbox.sandbox.accounts import account
from inbox.sandbox.notices import MENTION
from inbox.sandbox.shapes import ancestors, counts

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Card:
    """One post ready to be shown."""

    post: sqlite3.Row
    author: sqlite3.Row
    answers: sqlite3.Row | None
    counts: dict[str, int]
    is_mine: bool
    is_liked: bool


def timeline(db: sqlite3.Connection, persona: sqlite3.Row | None) -> list[Card]:
    """The newest public posts."""
    return _cards(db, persona, "recipient IS NULL AND deleted_at IS NULL", [])


def about_me(db: sqlite3.Connection, persona: sqlite3.Row) -> list[Card]:
    """The newest posts in every thread in which the persona has spoken."""
    where = (
        "recipient IS NULL AND deleted_at IS NULL AND root IN"
        " (SELECT root FROM posts WHERE author = ? AND recipient IS NULL)"
    )
    return _cards(db, persona, where, [persona["id"]])


def written_by(db: sqlite3.Connection, persona: sqlite3.Row | None, author: str) -> list[Card]:
    """An account's newest posts, those that answer nobody first."""
    where = "author = ? AND recipient IS NULL AND deleted_at IS NULL"
    return _cards(db, persona, where, [author], order="reply_to IS NOT NULL, ")


def thread_of(db: sqlite3.Connection, persona: sqlite3.Row | None, row: sqlite3.Row) -> tuple[list[Card], list[Card]]:
    """The posts above one, and the post itself with everything below it, oldest first."""
    above = [card(db, persona, each) for each in ancestors(db, row)]
    below = db.execute(
        "WITH RECURSIVE branch(id) AS (SELECT ? UNION ALL"
        " SELECT posts.id FROM posts JOIN branch ON posts.reply_to = branch.id)"
        " SELECT posts.* FROM posts JOIN branch USING (id) ORDER BY created_at, posts.id",
        [row["id"]],
    )
    return above, [card(db, persona, each) for each in below]


def chats(db: sqlite3.Connection, persona: sqlite3.Row) -> list[dict[str, Any]]:
    """Whom the persona exchanged direct messages with, the latest first, with the last word."""
    rows = db.execute(
        "SELECT *, CASE WHEN author = ?1 THEN recipient ELSE author END AS other,"
        " max(created_at) FROM posts WHERE recipient IS NOT NULL AND deleted_at IS NULL"
        " AND ?1 IN (author, recipient) GROUP BY other ORDER BY max(created_at) DESC LIMIT 50",
        [persona["id"]],
    )
    return [{"other": account(db, row["other"]), "last": row} for row in rows]


def chat(db: sqlite3.Connection, persona: sqlite3.Row, other: sqlite3.Row) -> list[Card]:
    """The direct messages of two, oldest first."""
    rows = db.execute(
        "SELECT * FROM posts WHERE (author = ?1 AND recipient = ?2)"
        " OR (author = ?2 AND recipient = ?1) ORDER BY created_at DESC LIMIT 200",
        [persona["id"], other["id"]],
    )
    return [card(db, persona, row) for row in reversed(rows.fetchall())]


def card(db: sqlite3.Connection, persona: sqlite3.Row | None, row: sqlite3.Row) -> Card:
    """A post with what is shown around it."""
    answers = None
    if row["reply_to"]:
        parent = db.execute("SELECT author FROM posts WHERE id = ?", [row["reply_to"]]).fetchone()
        answers = account(db, parent["author"])
    me = persona["id"] if persona else ""
    liked = db.execute(
        "SELECT 1 FROM marks WHERE post = ? AND account = ? AND kind = 'likes'", [row["id"], me]
    ).fetchone()
    return Card(
        post=row,
        author=account(db, row["author"]),
        answers=answers,
        counts=counts(db, row),
        is_mine=row["author"] == me,
        is_liked=liked is not None,
    )


def linked(text: str) -> Markup:
    """A text as HTML: everything escaped, names with @ made links, lines kept."""
    pieces, end = [], 0
    for found in MENTION.finditer(text):
        link = Markup('<a href="/@{0}">@{0}</a>').format(found.group(1))
        pieces += [Markup("{}").format(text[end : found.start()]), link]
        end = found.end()
    pieces.append(Markup("{}").format(text[end:]))
    return Markup("<br>").join(Markup("").join(pieces).split("\n"))


def short_time(moment: str) -> str:
    """A stored moment for people, in UTC."""
    return f"{datetime.fromisoformat(moment):%-d %b, %H:%M}"


def initials(name: str) -> str:
    """One or two letters that stand for a picture."""
    words = re.findall(r"\w+", name)
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "•"


def _cards(
    db: sqlite3.Connection, persona: sqlite3.Row | None, where: str, values: list[str], *, order: str = ""
) -> list[Card]:
    # `where` and `order` are our own words above, never input.
    rows = db.execute(
        f"SELECT * FROM posts WHERE {where} ORDER BY {order} created_at DESC, id DESC LIMIT {SHOWN}",  # noqa: S608
        values,
    )
    return [card(db, persona, row) for row in rows.fetchall()]
