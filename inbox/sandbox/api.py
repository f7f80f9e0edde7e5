"""The JSON API that programs speak: a bearer token per account, errors as whole sentences.

A post made with a `key` has the id "k" and the first 24 hexadecimal digits of the
SHA-256 of "<account id>:<key>", so its author knows the id before asking.
"""

from __future__ import annotations

import base64
import binascii
import sqlite3
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inbox.sandbox.accounts import account_by_handle, account_by_token, make_account
from inbox.sandbox.errors import NotFound, NotSignedIn, Refused
from inbox.sandbox.posts import NewPost, Picture, delete, edit, mark, post, write
from inbox.sandbox.shapes import account_shape, ancestors, notices_since, post_shape
from inbox.sandbox.store import stamp

PAGE = 100


async def sign_up(request: Request) -> Response:
    """Make an account; the answer holds its token."""
    body = await _body(request)
    made = make_account(
        _db(request),
        _text(body, "handle"),
        _text(body, "name"),
        bio=_text(body, "bio"),
        is_brand=body.get("is_brand") is True,
    )
    shape = {"account": account_shape(made, _base(request)), "token": made["token"]}
    return JSONResponse(shape, status_code=201)


async def me(request: Request) -> Response:
    """Whose token this is."""
    return JSONResponse({"account": account_shape(_account(request), _base(request))})


async def find_account(request: Request) -> Response:
    """An account by its handle."""
    row = account_by_handle(_db(request), request.path_params["handle"])
    return JSONResponse({"account": account_shape(row, _base(request))})


async def notices(request: Request) -> Response:
    """What concerns us since a cursor: mentions, replies, quotes, direct messages, our own."""
    owner = _account(request)
    since, limit = _number(request, "since", 0), min(_number(request, "limit", PAGE), PAGE)
    return JSONResponse(notices_since(_db(request), owner["id"], since, limit, _base(request)))


async def own_posts(request: Request) -> Response:
    """Our own public posts with their counts, newest first."""
    db, limit = _db(request), min(_number(request, "limit", 50), PAGE)
    rows = db.execute(
        "SELECT * FROM posts WHERE author = ? AND recipient IS NULL AND deleted_at IS NULL"
        " ORDER BY created_at DESC LIMIT ?",
        [_account(request)["id"], limit],
    )
    shapes = [post_shape(db, row, _base(request)) for row in rows]
    return JSONResponse({"posts": shapes, "as_of": stamp()})


async def posts_by_id(request: Request) -> Response:
    """Posts by their ids, deleted ones with `deleted_at`; what we may not see is left out."""
    db, owner = _db(request), _account(request)["id"]
    wanted = [name for name in request.query_params.get("ids", "").split(",") if name][:PAGE]
    places = ",".join("?" * len(wanted))
    rows = db.execute(
        f"SELECT * FROM posts WHERE id IN ({places})"  # noqa: S608 - question marks only
        " AND (recipient IS NULL OR ? IN (author, recipient))",
        [*wanted, owner],
    )
    shapes = [post_shape(db, row, _base(request)) for row in rows]
    return JSONResponse({"posts": shapes, "as_of": stamp()})


async def thread(request: Request) -> Response:
    """A public post, the posts above it and everything below, oldest first."""
    db, base = _db(request), _base(request)
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


async def create(request: Request) -> Response:
    """Publish a post, or send a direct message with `to`; the same `key` twice is one."""
    author, body = _account(request), await _body(request)
    new = NewPost(
        text=_text(body, "text"),
        reply_to=_text(body, "reply_to") or None,
        quote_of=_text(body, "quote_of") or None,
        recipient=_text(body, "to") or None,
        picture=_picture(body.get("image")),
        key=_text(body, "key"),
    )
    written = write(_db(request), author["id"], new)
    return JSONResponse({"post": post_shape(_db(request), written, _base(request))}, status_code=201)


async def change(request: Request) -> Response:
    """Edit one of our own."""
    author, body = _account(request), await _body(request)
    row = edit(_db(request), author["id"], request.path_params["id"], _text(body, "text"))
    return JSONResponse({"post": post_shape(_db(request), row, _base(request))})


async def remove(request: Request) -> Response:
    """Delete one of our own."""
    delete(_db(request), _account(request)["id"], request.path_params["id"])
    return Response(status_code=204)


async def react(request: Request) -> Response:
    """Like or repost; a second time takes it back."""
    mark(_db(request), _account(request)["id"], request.path_params["id"], request.path_params["kind"])
    return Response(status_code=204)


ROUTES = [
    Route("/accounts", sign_up, methods=["POST"]),
    Route("/accounts/{handle}", find_account),
    Route("/me", me),
    Route("/me/posts", own_posts),
    Route("/notices", notices),
    Route("/posts", create, methods=["POST"]),
    Route("/posts", posts_by_id),
    Route("/posts/{id}", change, methods=["PATCH"]),
    Route("/posts/{id}", remove, methods=["DELETE"]),
    Route("/posts/{id}/thread", thread),
    Route("/posts/{id}/{kind}", react, methods=["POST"]),
]


async def refusal(_request: Request, error: Exception) -> Response:
    """An error as JSON: a sentence under `error`."""
    status = error.status if isinstance(error, Refused) else 500
    return JSONResponse({"error": str(error)}, status_code=status)


def _db(request: Request) -> sqlite3.Connection:
    db: sqlite3.Connection = request.app.state.db
    return db


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _account(request: Request) -> sqlite3.Row:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("Send the account's token as a bearer token.")
    try:
        return account_by_token(_db(request), token.strip())
    except NotFound as error:
        raise NotSignedIn(str(error)) from error


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise Refused("The body is no JSON.") from error
    if not isinstance(body, dict):
        raise Refused("The body is no JSON object.")
    return body


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise Refused(f"{name} must be text.")
    return value


def _number(request: Request, name: str, default: int) -> int:
    try:
        return max(0, int(request.query_params.get(name, default)))
    except ValueError as error:
        raise Refused(f"{name} must be a whole number.") from error


def _picture(value: Any) -> Picture | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refused("image must be an object with data, media_type and alt.")
    try:
        data = base64.b64decode(_text(value, "data"), validate=True)
    except binascii.Error as error:
        raise Refused("image.data must be base64.") from error
    return Picture(data, _text(value, "media_type"), _text(value, "alt"))
