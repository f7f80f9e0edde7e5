"""What people write: posts for all to see, and direct messages for one."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from inbox.sandbox.accounts import account
from inbox.sandbox.errors import NotFound, NotYours, Refused
from inbox.sandbox.notices import notify, notify_again
from inbox.sandbox.store import stamp, transaction

CHARACTERS = 500
IMAGE_BYTES = 1_000_000
IMAGE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that goes along, with a description for those who can't see it."""

    data: bytes
    media_type: str
    alt: str


@dataclass(frozen=True, slots=True)
class NewPost:
    """What an author hands in. `recipient` makes it a direct message.

    `key` is the author's own: the same key twice makes one post.
    """

    text: str
    reply_to: str | None = None
    quote_of: str | None = None
    recipient: str | None = None
    picture: Picture | None = None
    key: str = ""


def write(db: sqlite3.Connection, author: str, new: NewPost, *, at: datetime | None = None) -> sqlite3.Row:
    """Publish a post or send a direct message; raises Refused or NotFound.

    With a key that this author has used before, the first post is returned unchanged.
    """
    at = at or datetime.now(UTC)
    identity = keyed_id(author, new.key) if new.key else _new_id(at)
    with transaction(db):
        before = db.execute("SELECT * FROM posts WHERE id = ?", [identity]).fetchone()
        if before is not None:
            known: sqlite3.Row = before
            return known
        _refuse_senseless(db, author, new)
        root = post(db, new.reply_to)["root"] if new.reply_to else identity
        picture = new.picture or Picture(b"", "", "")
        db.execute(
            "INSERT INTO posts (id, author, recipient, text, reply_to, root, quote_of,"
            " image, image_type, image_alt, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(identity, author, new.recipient, new.text, new.reply_to, root, new.quote_of),
                *(picture.data or None, picture.media_type, picture.alt, stamp(at)),
            ],
        )
        written = post(db, identity)
        notify(db, written)
    return written


def keyed_id(author: str, key: str) -> str:
    """The id of what an author posts with a key, as the API's description promises."""
    return "k" + hashlib.sha256(f"{author}:{key}".encode()).hexdigest()[:24]


def edit(db: sqlite3.Connection, author: str, identity: str, text: str, *, at: datetime | None = None) -> sqlite3.Row:
    """Change one's own text; raises NotYours, NotFound or Refused."""
    with transaction(db):
        own = _own(db, author, identity)
        _refuse_text(text, has_picture=own["image"] is not None)
        if text != own["text"]:
            db.execute("UPDATE posts SET text = ?, edited_at = ? WHERE id = ?", [text, stamp(at), identity])
            notify_again(db, own, "edited")
        return post(db, identity)


def delete(db: sqlite3.Connection, author: str, identity: str, *, at: datetime | None = None) -> None:
    """Take one's own post down; its text and picture are forgotten. Raises NotYours or NotFound."""
    with transaction(db):
        own = _own(db, author, identity)
        db.execute(
            "UPDATE posts SET deleted_at = ?, text = '', image = NULL, image_alt = '' WHERE id = ?",
            [stamp(at), identity],
        )
        notify_again(db, own, "deleted")


def mark(db: sqlite3.Connection, account_id: str, identity: str, kind: str) -> None:
    """Like or repost (`kind` is likes or reposts), or take it back when done before."""
    if kind not in ("likes", "reposts"):
        raise Refused("A post can be liked or reposted.")
    with transaction(db):
        post(db, identity)
        row = [identity, account_id, kind]
        taken = db.execute("DELETE FROM marks WHERE post = ? AND account = ? AND kind = ?", row)
        step = -1 if taken.rowcount else 1
        if step == 1:
            db.execute("INSERT INTO marks (post, account, kind) VALUES (?, ?, ?)", row)
        # `kind` is one of the two words above.
        db.execute(f"UPDATE posts SET {kind} = {kind} + ? WHERE id = ?", [step, identity])  # noqa: S608


def set_counts(db: sqlite3.Connection, identity: str, *, likes: int, reposts: int) -> None:
    """Pretend that a crowd beyond the accounts here liked and reposted it."""
    db.execute("UPDATE posts SET likes = ?, reposts = ? WHERE id = ?", [likes, reposts, identity])


def post(db: sqlite3.Connection, identity: str) -> sqlite3.Row:
    """A post that stands; raises NotFound when it never did or is deleted."""
    row = db.execute("SELECT * FROM posts WHERE id = ? AND deleted_at IS NULL", [identity]).fetchone()
    if row is None:
        raise NotFound("This post does not exist, or not any more.")
    found: sqlite3.Row = row
    return found


def _own(db: sqlite3.Connection, author: str, identity: str) -> sqlite3.Row:
    row = post(db, identity)
    if row["author"] != author:
        raise NotYours("Only its author may change or delete a post.")
    return row


def _refuse_senseless(db: sqlite3.Connection, author: str, new: NewPost) -> None:
    _refuse_text(new.text, has_picture=new.picture is not None)
    if new.picture is not None and new.picture.media_type not in IMAGE_TYPES:
        raise Refused("A picture is a PNG, JPEG, GIF or WebP file.")
    if new.picture is not None and len(new.picture.data) > IMAGE_BYTES:
        raise Refused("A picture has at most one megabyte.")
    if new.recipient is not None:
        if account(db, new.recipient)["id"] == author:
            raise Refused("A direct message goes to somebody else.")
        if new.reply_to or new.quote_of:
            raise Refused("A direct message answers no post.")
        if new.picture is not None:
            raise Refused("A direct message carries no picture.")
    for other in filter(None, (new.reply_to, new.quote_of)):
        if post(db, other)["recipient"] is not None:
            raise Refused("A direct message can't be answered or quoted in public.")


def _refuse_text(text: str, *, has_picture: bool) -> None:
    if not text.strip() and not has_picture:
        raise Refused("Write something first.")
    if len(text) > CHARACTERS:
        raise Refused(f"A post has at most {CHARACTERS} characters; this one has {len(text)}.")


def _new_id(at: datetime) -> str:
    """Ids grow with time, so that they sort."""
    return f"p{int(at.timestamp() * 1000):012x}{secrets.token_hex(4)}"
