"""How accounts, posts and notices look in JSON."""

from __future__ import annotations

import sqlite3
from typing import Any

from inbox.sandbox.accounts import account
from inbox.sandbox.notices import MENTION, mentions
from inbox.sandbox.store import stamp

ANCESTORS = 30
NEVER = "9999"
"""Later than every moment."""
TOLD = "FROM notices JOIN posts ON posts.id = notices.post WHERE notices.account = ?1 AND notices.seq > ?2"
HAPPENED = (
    "CASE notices.change WHEN 'created' THEN posts.created_at WHEN 'edited' THEN posts.edited_at"
    " ELSE posts.deleted_at END"
)


def account_shape(row: sqlite3.Row, base: str) -> dict[str, Any]:
    """An account as others see it."""
    return {
        "id": row["id"],
        "handle": row["handle"],
        "name": row["name"],
        "bio": row["bio"],
        "followers": row["followers"],
        "url": f"{base}/@{row['handle']}",
    }


def post_shape(db: sqlite3.Connection, row: sqlite3.Row, base: str) -> dict[str, Any]:
    """A post with its author, whom it names, and its counts."""
    image = None
    if row["image"] is not None:
        url = f"{base}/pictures/{row['id']}"
        image = {"url": url, "alt": row["image_alt"], "media_type": row["image_type"]}
    return {
        "id": row["id"],
        "author": account_shape(account(db, row["author"]), base),
        "to": row["recipient"] and account_shape(account(db, row["recipient"]), base),
        "text": row["text"],
        "mentions": _mention_shapes(db, row["text"], base),
        "reply_to": row["reply_to"],
        "root": row["root"],
        "quote_of": row["quote_of"],
        "quote_author": _author_of(db, row["quote_of"]),
        "image": image,
        "created_at": row["created_at"],
        "edited_at": row["edited_at"],
        "deleted_at": row["deleted_at"],
        "url": f"{base}/messages" if row["recipient"] else f"{base}/posts/{row['id']}",
        "counts": counts(db, row),
    }


def counts(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, int]:
    """Likes, reposts, replies and quotes that stand now."""
    standing = "SELECT count(*) FROM posts WHERE deleted_at IS NULL AND"
    replies = db.execute(f"{standing} reply_to = ?", [row["id"]]).fetchone()[0]
    quotes = db.execute(f"{standing} quote_of = ?", [row["id"]]).fetchone()[0]
    return {"likes": row["likes"], "reposts": row["reposts"], "replies": replies, "quotes": quotes}


def ancestors(db: sqlite3.Connection, row: sqlite3.Row) -> list[sqlite3.Row]:
    """The posts above one, the oldest first, deleted ones included; at most the nearest 30."""
    found: list[sqlite3.Row] = []
    parent = row["reply_to"]
    while parent is not None and len(found) < ANCESTORS:
        above = db.execute("SELECT * FROM posts WHERE id = ?", [parent]).fetchone()
        found.insert(0, above)
        parent = above["reply_to"]
    return found


def notices_since(
    db: sqlite3.Connection, account_id: str, since: int, limit: int, base: str, *, horizon: str = NEVER
) -> dict[str, Any]:
    """What an account is to be told after a cursor, oldest first, and the next cursor.

    The list ends before the first that happened after `horizon`, so that a cursor skips nothing;
    `latest` is where it would end without a limit. `newest` counts what everybody is told.
    """
    ahead = db.execute(f"SELECT min(seq) {TOLD} AND {HAPPENED} > ?3", [account_id, since, horizon]).fetchone()[0]
    rows = db.execute(
        f"SELECT notices.seq, notices.reason, notices.change, posts.* {TOLD}"
        " AND (?3 IS NULL OR notices.seq < ?3) ORDER BY notices.seq LIMIT ?4",
        [account_id, since, ahead, limit],
    ).fetchall()
    latest = db.execute(
        "SELECT coalesce(max(seq), ?2) FROM notices WHERE account = ?1 AND (?3 IS NULL OR seq < ?3)",
        [account_id, since, ahead],
    ).fetchone()[0]
    return {
        "notices": [notice_shape(db, row, base) for row in rows],
        "cursor": rows[-1]["seq"] if rows else since,
        "latest": latest,
        "newest": db.execute("SELECT coalesce(max(seq), 0) FROM notices").fetchone()[0],
        "more": len(rows) == limit,
        "as_of": stamp(),
    }


def notice_shape(db: sqlite3.Connection, row: sqlite3.Row, base: str) -> dict[str, Any]:
    """One notice: what changed, why this account is told, the post, and the posts above it."""
    return {
        "change": row["change"],
        "reason": row["reason"],
        "post": post_shape(db, row, base),
        "ancestors": [post_shape(db, above, base) for above in ancestors(db, row)],
    }


def _author_of(db: sqlite3.Connection, post: str | None) -> str | None:
    row = db.execute("SELECT author FROM posts WHERE id = ?", [post]).fetchone()
    return row and str(row["author"])


def _mention_shapes(db: sqlite3.Connection, text: str, base: str) -> list[dict[str, Any]]:
    """Accounts named in a text, with where they stand in it (code points)."""
    known = {row["handle"].lower(): row for row in mentions(db, text)}
    return [
        {
            "id": known[name]["id"],
            "handle": known[name]["handle"],
            "start": found.start(),
            "end": found.end(),
            "url": f"{base}/@{known[name]['handle']}",
        }
        for found in MENTION.finditer(text)
        if (name := found.group(1).lower()) in known
    ]
