"""What people write: posts for all to see, and direct messages for one."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from inbox.sandbox.accounts import account
from inbox.sandbox.errors import NotFound, NotYours, Refused
from inbox.sandbox.keys import Place, place_of, remember
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

    `key` is the author's own, by which the network may know a repetition.
    """

    text: str
    reply_to: str | None = None
    quote_of: str | None = None
    recipient: str | None = None
    picture: Picture | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands now, and what this request did to it: "created", "replaced", or nothing ("")."""

    row: sqlite3.Row
    change: str


def write(db: sqlite3.Connection, author: str, new: NewPost, *, at: datetime | None = None) -> sqlite3.Row:
    """Publish a post or send a direct message; raises Refused, NotFound or Broken."""
    return accept(db, author, new, at=at).row


def accept(db: sqlite3.Connection, author: str, new: NewPost, *, at: datetime | None = None) -> Written:
    """Publish a post or send a direct message; raises Refused, NotFound or Broken.

    What a key used before means depends on the author's `key_behaviour`.
    """
    at = at or datetime.now(UTC)
    with transaction(db):
        place = place_of(db, author, new.key, at)
        if place.known is not None:
            return _again(db, author, place, new)
        identity = place.identity or _new_id(at)
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
        remember(db, author, new.key, identity, at)
        written = post(db, identity)
        notify(db, written)
    return Written(written, "created")


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


def _again(db: sqlite3.Connection, author: str, place: Place, new: NewPost) -> Written:
    """A key that was used before: the first post as it stands, or with the new text put in its place."""
    known = place.known
    if known is None or not place.puts or known["deleted_at"] is not None or known["text"] == new.text:
        return Written(known or post(db, place.identity), "")
    return Written(edit(db, author, known["id"], new.text), "replaced")


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
