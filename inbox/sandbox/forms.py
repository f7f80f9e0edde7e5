"""What a visitor does on the pages: plain forms, each answered by a redirect back."""

from __future__ import annotations

import sqlite3
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from inbox.sandbox.accepted import publish as publish_and_log
from inbox.sandbox.accounts import account, account_by_handle, make_account
from inbox.sandbox.errors import NotSignedIn, NotYours
from inbox.sandbox.pages import PERSONA, persona
from inbox.sandbox.posts import NewPost, delete, edit, mark, post

Form = dict[str, str]


async def become(request: Request) -> Response:
    """Choose a persona."""
    form = await _form(request)
    return _as_persona(request, account(request.app.state.db, form.get("account", "")))


async def make(request: Request) -> Response:
    """Make a persona and become it."""
    form = await _form(request)
    made = make_account(request.app.state.db, form.get("handle", ""), form.get("name", ""))
    return _as_persona(request, made)


async def make_brand(request: Request) -> Response:
    """Make an account for an organisation; its token is shown with the other brands."""
    form = await _form(request)
    make_account(request.app.state.db, form.get("handle", ""), form.get("name", ""), is_brand=True)
    return RedirectResponse("/people#brands", 303)


async def publish(request: Request) -> Response:
    """Post, or answer a post."""
    form, me = await _form(request), _me(request)
    new = NewPost(form.get("text", "").strip(), reply_to=form.get("reply_to") or None)
    written = _publish(request, me, new)
    return RedirectResponse(f"/posts/{written['reply_to'] or ''}" if new.reply_to else "/", 303)


async def change(request: Request) -> Response:
    """Edit one's own post."""
    form, me, identity = await _form(request), _me(request), request.path_params["id"]
    edit(request.app.state.db, me["id"], identity, form.get("text", "").strip())
    return RedirectResponse(f"/posts/{identity}", 303)


async def remove(request: Request) -> Response:
    """Delete one's own post or message."""
    await _form(request)
    delete(request.app.state.db, _me(request)["id"], request.path_params["id"])
    gone = f"/posts/{request.path_params['id']}"
    return RedirectResponse(_back(request, unless=gone), 303)


async def like(request: Request) -> Response:
    """Like, or take it back."""
    await _form(request)
    identity = request.path_params["id"]
    if post(request.app.state.db, identity)["recipient"] is None:
        mark(request.app.state.db, _me(request)["id"], identity, "likes")
    return RedirectResponse(f"{_back(request)}#{identity}", 303)


async def send(request: Request) -> Response:
    """Send a direct message."""
    form, me = await _form(request), _me(request)
    other = account_by_handle(request.app.state.db, request.path_params["handle"])
    new = NewPost(form.get("text", "").strip(), recipient=other["id"])
    _publish(request, me, new)
    return RedirectResponse(f"/messages/{other['handle']}", 303)


ROUTES = [
    Route("/people/become", become, methods=["POST"]),
    Route("/people/make", make, methods=["POST"]),
    Route("/people/make-brand", make_brand, methods=["POST"]),
    Route("/posts", publish, methods=["POST"]),
    Route("/posts/{id}/edit", change, methods=["POST"]),
    Route("/posts/{id}/delete", remove, methods=["POST"]),
    Route("/posts/{id}/like", like, methods=["POST"]),
    Route("/messages/{handle}", send, methods=["POST"]),
]


async def _form(request: Request) -> Form:
    """The fields of a form sent from our own pages; raises NotYours for any other origin."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.url.netloc:
        raise NotYours("This form was sent from another site.")
    body = (await request.body()).decode("utf-8", "replace")
    return {name: values[0].replace("\r\n", "\n") for name, values in parse_qs(body).items()}


def _publish(request: Request, me: sqlite3.Row, new: NewPost) -> sqlite3.Row:
    return publish_and_log(request.app.state.db, request.app.state.accepted, me["id"], new)


def _me(request: Request) -> sqlite3.Row:
    me = persona(request)
    if me is None:
        raise NotSignedIn("Choose who you are first.")
    return me


def _as_persona(request: Request, row: sqlite3.Row) -> Response:
    answer = RedirectResponse("/", 303)
    answer.set_cookie(PERSONA, row["id"], max_age=30 * 24 * 3600, httponly=True, samesite="strict")
    return answer


def _back(request: Request, *, unless: str = "") -> str:
    """The page the form was on, or the first page."""
    path = urlsplit(request.headers.get("referer", "")).path or "/"
    return "/" if path == unless or path.startswith("//") else path
