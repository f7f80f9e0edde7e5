"""Who is told of what: mentions, replies, quotes, direct messages, and one's own doings."""

from __future__ import annotations

import re
import sqlite3

MENTION = re.compile(r"(?<![\w@.])@([a-zA-Z0-9](?:[a-zA-Z0-9._]{0,28}[a-zA-Z0-9])?)")


def notify(db: sqlite3.Connection, post: sqlite3.Row) -> None:
    """Tell everybody whom a new post concerns, once each and with the nearest reason."""
    told: dict[str, str] = {post["author"]: "own"}
    if post["recipient"] is not None:
        told[post["recipient"]] = "direct"
    else:
        for reason, account in _concerned(db, post):
            told.setdefault(account, reason)
    _insert(db, post["id"], told, "created")


def notify_again(db: sqlite3.Connection, post: sqlite3.Row, change: str) -> None:
    """Tell those who heard of a post that it was edited or deleted; new mentions are told too."""
    rows = db.execute("SELECT account, reason FROM notices WHERE post = ? ORDER BY seq DESC", [post["id"]])
    told = {row["account"]: row["reason"] for row in rows}
    if change == "edited" and post["recipient"] is None:
        now = db.execute("SELECT * FROM posts WHERE id = ?", [post["id"]]).fetchone()
        for reason, account in _concerned(db, now):
            told.setdefault(account, reason)
    _insert(db, post["id"], told, change)


def mentions(db: sqlite3.Connection, text: str) -> list[sqlite3.Row]:
    """The accounts that a text names with @, each once, in the order of the text."""
    handles = dict.fromkeys(found.group(1).lower() for found in MENTION.finditer(text))
    rows = (db.execute("SELECT * FROM accounts WHERE handle = ?", [handle]).fetchone() for handle in handles)
    return [row for row in rows if row is not None]


def _concerned(db: sqlite3.Connection, post: sqlite3.Row) -> list[tuple[str, str]]:
    """Reason and account, the nearest reason first."""
    found = []
    if post["reply_to"] is not None:
        found.append(("reply", _author(db, post["reply_to"])))
    found += [("mention", row["id"]) for row in mentions(db, post["text"])]
    if post["quote_of"] is not None:
        found.append(("quote", _author(db, post["quote_of"])))
    if post["root"] != post["id"]:
        found.append(("thread", _author(db, post["root"])))
    return found


def _author(db: sqlite3.Connection, post: str) -> str:
    row = db.execute("SELECT author FROM posts WHERE id = ?", [post]).fetchone()
    return str(row["author"])


def _insert(db: sqlite3.Connection, post: str, told: dict[str, str], change: str) -> None:
    db.executemany(
        "INSERT INTO notices (account, post, reason, change) VALUES (?, ?, ?, ?)",
        [(account, post, reason, change) for account, reason in told.items()],
    )
