"""The JSON API that programs speak: a bearer token per account, errors as whole sentences.

A post made with a `key` has the id "k" and the first 24 hexadecimal digits of the
SHA-256 of "<account id>:<key>", so its author knows the id before asking. Accounts can be
set to other behaviours, which `keys.py` lists.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inbox.sandbox import door, looking, subscribing
from inbox.sandbox.accepted import publish
from inbox.sandbox.accounts import account_by_handle, make_account
from inbox.sandbox.asking import asker, base_of, body_of, db_of, text_of
from inbox.sandbox.errors import Refused
from inbox.sandbox.keys import behave, times_of
from inbox.sandbox.posts import NewPost, Picture, delete, edit, mark
from inbox.sandbox.shapes import account_shape, post_shape
from inbox.sandbox.store import transaction


async def sign_up(request: Request) -> Response:
    """Make an account; the answer holds its token."""
    body = await body_of(request)
    with transaction(db_of(request)):
        made = make_account(
            db_of(request),
            text_of(body, "handle"),
            text_of(body, "name"),
            bio=text_of(body, "bio"),
            is_brand=body.get("is_brand") is True,
        )
        if behaviour := text_of(body, "key_behaviour"):
            behave(db_of(request), made["id"], behaviour, **times_of(body))
    shape = {"account": account_shape(made, base_of(request)), "token": made["token"]}
    return JSONResponse(shape, status_code=201)


async def me(request: Request) -> Response:
    """Whose token this is."""
    return JSONResponse({"account": account_shape(asker(request), base_of(request))})


async def find_account(request: Request) -> Response:
    """An account by its handle."""
    row = account_by_handle(db_of(request), request.path_params["handle"])
    return JSONResponse({"account": account_shape(row, base_of(request))})


async def create(request: Request) -> Response:
    """Publish a post, or send a direct message with `to`; the same `key` twice is one."""
    author, body = asker(request), await body_of(request)
    new = NewPost(
        text=text_of(body, "text"),
        reply_to=text_of(body, "reply_to") or None,
        quote_of=text_of(body, "quote_of") or None,
        recipient=text_of(body, "to") or None,
        picture=_picture(body.get("image")),
        key=text_of(body, "key"),
    )
    written = publish(db_of(request), request.app.state.accepted, author["id"], new)
    return JSONResponse({"post": post_shape(db_of(request), written, base_of(request))}, status_code=201)


async def change(request: Request) -> Response:
    """Edit one of our own."""
    author, body = asker(request), await body_of(request)
    row = edit(db_of(request), author["id"], request.path_params["id"], text_of(body, "text"))
    return JSONResponse({"post": post_shape(db_of(request), row, base_of(request))})


async def remove(request: Request) -> Response:
    """Delete one of our own."""
    delete(db_of(request), asker(request)["id"], request.path_params["id"])
    return Response(status_code=204)


async def react(request: Request) -> Response:
    """Like or repost; a second time takes it back."""
    mark(db_of(request), asker(request)["id"], request.path_params["id"], request.path_params["kind"])
    return Response(status_code=204)


ROUTES = [
    Route("/accounts", sign_up, methods=["POST"]),
    Route("/accounts/{handle}", find_account),
    Route("/me", me),
    Route("/posts", create, methods=["POST"]),
    Route("/posts/{id}", change, methods=["PATCH"]),
    Route("/posts/{id}", remove, methods=["DELETE"]),
    Route("/posts/{id}/{kind}", react, methods=["POST"]),
    *looking.ROUTES,
    *subscribing.ROUTES,
    *door.ROUTES,
]


async def refusal(_request: Request, error: Exception) -> Response:
    """An error as JSON: a sentence under `error`."""
    status = error.status if isinstance(error, Refused) else 500
    return JSONResponse({"error": str(error)}, status_code=status)


def _picture(value: Any) -> Picture | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refused("image must be an object with data, media_type and alt.")
    try:
        data = base64.b64decode(text_of(value, "data"), validate=True)
    except binascii.Error as error:
        raise Refused("image.data must be base64.") from error
    return Picture(data, text_of(value, "media_type"), text_of(value, "alt"))
