"""Reading what a program asks: bodies and parameters, refused in whole sentences."""

from __future__ import annotations

import sqlite3
from typing import Any

from starlette.requests import Request

from inbox.sandbox.errors import NotFound, NotSignedIn, Refused
from inbox.sandbox.tokens import account_of


def db_of(request: Request) -> sqlite3.Connection:
    """The network's memory."""
    db: sqlite3.Connection = request.app.state.db
    return db


def base_of(request: Request) -> str:
    """The network's address as the caller wrote it."""
    return f"{request.url.scheme}://{request.url.netloc}"


def asker(request: Request) -> sqlite3.Row:
    """The account whose token came along; raises NotSignedIn."""
    try:
        return account_of(db_of(request), request.headers.get("authorization", ""))
    except NotFound as error:
        raise NotSignedIn(str(error)) from error


async def body_of(request: Request, kinds: tuple[type, ...] = (dict,)) -> Any:
    """The JSON body, an object unless other kinds are allowed; raises Refused."""
    try:
        body = await request.json()
    except ValueError as error:
        raise Refused("The body is no JSON.") from error
    if not isinstance(body, kinds):
        raise Refused("The body is no JSON object.")
    return body


def text_of(body: dict[str, Any], name: str) -> str:
    """A text in a body, empty when it is missing; raises Refused."""
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise Refused(f"{name} must be text.")
    return value


def whole_of(request: Request, name: str, default: int) -> int:
    """A whole number among the parameters, at least 0; raises Refused."""
    try:
        return max(0, int(request.query_params.get(name, default)))
    except ValueError as error:
        raise Refused(f"{name} must be a whole number.") from error
