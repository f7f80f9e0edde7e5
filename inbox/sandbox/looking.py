"""What programs read from the network: each reader as far behind the truth as it was set to be.

Every answer says with `as_of` up to which moment it is complete.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inbox.sandbox.asking import asker, base_of, db_of, whole_of
from inbox.sandbox.errors import NotFound, Refused
from inbox.sandbox.faults import Call, Faults
from inbox.sandbox.keys import behaviour_of
from inbox.sandbox.posts import post
from inbox.sandbox.searching import newest_place, posts_since, says
from inbox.sandbox.shapes import NEVER, ancestors, notices_since, post_shape
from inbox.sandbox.store import stamp

PAGE = 100
SCANNED = 1000
"""Posts that one search looks at."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and how far: `horizon` hides what happened later, `as_of` is what the reader is told."""

    id: str
    as_of: str
    horizon: str


async def notices(request: Request) -> Response:
    """What concerns us since a cursor: mentions, replies, quotes, direct messages, our own."""
    reader = _reader(request)
    since, limit = whole_of(request, "since", 0), min(whole_of(request, "limit", PAGE), PAGE)
    told = notices_since(db_of(request), reader.id, since, limit, base_of(request), horizon=reader.horizon)
    return JSONResponse({**told, "as_of": reader.as_of})


async def own_posts(request: Request) -> Response:
    """Our own public posts with their counts, newest first."""
    reader, limit = _reader(request), min(whole_of(request, "limit", 50), PAGE)
    rows = db_of(request).execute(
        "SELECT * FROM posts WHERE author = ? AND recipient IS NULL AND deleted_at IS NULL AND created_at <= ?"
        " ORDER BY created_at DESC LIMIT ?",
        [reader.id, reader.horizon, limit],
    )
    return _posts(request, reader, rows.fetchall())


async def sent(request: Request) -> Response:
    """All that we posted and sent since a moment (`since`), oldest first and by pages.

    `reply_to` and `to` ask for answers to one post or messages to one account; `after` is
    the `cursor` of the page before. Deleted posts are left out.
    """
    reader, asked = _reader(request), request.query_params
    after = whole_of(request, "after", 0)
    rows = (
        db_of(request)
        .execute(
            "SELECT rowid AS place, * FROM posts WHERE author = ?1 AND created_at >= ?2 AND created_at <= ?3"
            " AND deleted_at IS NULL AND rowid > ?4 AND (?5 IS NULL OR reply_to = ?5)"
            " AND (?6 IS NULL OR recipient = ?6) ORDER BY rowid LIMIT ?7",
            [reader.id, asked.get("since", ""), reader.horizon, after, asked.get("reply_to"), asked.get("to"), PAGE],
        )
        .fetchall()
    )
    more = len(rows) == PAGE
    return _posts(request, reader, rows, cursor=rows[-1]["place"] if rows else after, more=more)


async def posts_by_id(request: Request) -> Response:
    """Posts by their ids, deleted ones with `deleted_at`; what we may not see (yet) is left out."""
    reader = _reader(request)
    wanted = [name for name in request.query_params.get("ids", "").split(",") if name][:PAGE]
    places = ",".join("?" * len(wanted))
    rows = db_of(request).execute(
        f"SELECT * FROM posts WHERE id IN ({places})"  # noqa: S608 - question marks only
        " AND (recipient IS NULL OR ? IN (author, recipient)) AND created_at <= ?",
        [*wanted, reader.id, reader.horizon],
    )
    return _posts(request, reader, rows.fetchall())


async def search(request: Request) -> Response:
    """Public posts that say all words of `q`, or carry the hashtag `tag`, since a cursor; the oldest first.

    The cursor counts every post of the network, so that a look costs the same however little it finds.
    """
    db, base, reader = db_of(request), base_of(request), _reader(request)
    words, tag = request.query_params.get("q", "").split(), request.query_params.get("tag", "")
    if not words and not tag:
        raise Refused("Say what to look for, with q or tag.")
    scanned, more = posts_since(db, whole_of(request, "since", 0), SCANNED, horizon=reader.horizon)
    found = [row for row in scanned if row["deleted_at"] is None and says(row["text"], words, tag)]
    shapes = [
        {"post": post_shape(db, row, base), "ancestors": [post_shape(db, up, base) for up in ancestors(db, row)]}
        for row in found
    ]
    cursor = scanned[-1]["place"] if scanned else whole_of(request, "since", 0)
    told = {"cursor": cursor, "newest": newest_place(db), "more": more, "as_of": reader.as_of}
    return JSONResponse({"found": shapes, **told})


async def thread(request: Request) -> Response:
    """A public post, the posts above it and everything below, oldest first."""
    db, base = db_of(request), base_of(request)
    row = post(db, request.path_params["id"])
    if row["recipient"] is not None:
        raise NotFound("This post does not exist, or not any more.")
    below = db.execute(
        "SELECT * FROM posts WHERE root = ? AND id != ? AND created_at >= ? AND deleted_at IS NULL ORDER BY created_at",
        [row["root"], row["id"], row["created_at"]],
    )
    return JSONResponse(
        {
            "post": post_shape(db, row, base),
            "ancestors": [post_shape(db, above, base) for above in ancestors(db, row)],
            "below": [post_shape(db, each, base) for each in below],
        }
    )


ROUTES = [
    Route("/me/posts", own_posts),
    Route("/me/sent", sent),
    Route("/notices", notices),
    Route("/posts", posts_by_id),
    Route("/posts/{id}/thread", thread),
    Route("/search", search),
]


def _reader(request: Request) -> Reader:
    """Who asks; kept behind by the account's behaviour or by a rule, whichever is more."""
    db, account = db_of(request), asker(request)
    faults: Faults | None = request.app.state.faults
    by_rule = faults.lag(Call(request.method, request.url.path, account["id"], account["handle"])) if faults else 0.0
    lag = max(behaviour_of(db, account["id"]).lag, by_rule)
    as_of = stamp(datetime.now(UTC) - timedelta(seconds=lag))
    return Reader(account["id"], as_of, as_of if lag else NEVER)


def _posts(request: Request, reader: Reader, rows: Sequence[sqlite3.Row], **more: Any) -> Response:
    shapes = [post_shape(db_of(request), row, base_of(request)) for row in rows]
    return JSONResponse({"posts": shapes, "as_of": reader.as_of, "now": stamp(), **more})
