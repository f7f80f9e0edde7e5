"""The pages: read the network as one persona, and see what the brands answered."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from inbox.sandbox import reading
from inbox.sandbox.accounts import account, account_by_handle, brands, people
from inbox.sandbox.errors import NotFound, Refused
from inbox.sandbox.posts import CHARACTERS, post

PERSONA = "sandbox_persona"

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "linked": reading.linked,
    "short_time": reading.short_time,
    "initials": reading.initials,
}


async def home(request: Request) -> Response:
    """What everybody writes."""
    me = persona(request)
    return _page(request, "home.html", cards=reading.timeline(_db(request), me))


async def mine(request: Request) -> Response:
    """The threads in which the persona has spoken, with the answers."""
    me = persona(request)
    if me is None:
        return RedirectResponse("/people", 303)
    return _page(request, "mine.html", cards=reading.about_me(_db(request), me))


async def one_post(request: Request) -> Response:
    """A post in its thread."""
    db, me = _db(request), persona(request)
    row = post(db, request.path_params["id"])
    if row["recipient"] is not None:
        raise NotFound("This post does not exist, or not any more.")
    above, below = reading.thread_of(db, me, row)
    editing = "edit" in request.query_params and me is not None and row["author"] == me["id"]
    return _page(request, "post.html", post=row, above=above, below=below, editing=editing)


async def profile(request: Request) -> Response:
    """An account and its posts."""
    db, me = _db(request), persona(request)
    row = account_by_handle(db, request.path_params["handle"])
    return _page(request, "profile.html", account=row, cards=reading.written_by(db, me, row["id"]))


async def messages(request: Request) -> Response:
    """The persona's direct messages, one line for each other party."""
    me = persona(request)
    if me is None:
        return RedirectResponse("/people", 303)
    return _page(request, "messages.html", chats=reading.chats(_db(request), me))


async def chat(request: Request) -> Response:
    """The direct messages with one other party."""
    db, me = _db(request), persona(request)
    if me is None:
        return RedirectResponse("/people", 303)
    other = account_by_handle(db, request.path_params["handle"])
    return _page(request, "chat.html", other=other, cards=reading.chat(db, me, other))


async def everybody(request: Request) -> Response:
    """Choose or make a persona; the brands and their tokens."""
    return _page(request, "people.html", people=people(_db(request)))


async def picture(request: Request) -> Response:
    """A post's picture."""
    row = post(_db(request), request.path_params["id"])
    if row["image"] is None or row["recipient"] is not None:
        raise NotFound("There is no such picture.")
    return Response(row["image"], media_type=row["image_type"])


async def refusal(request: Request, error: Exception) -> Response:
    """What could not be done, as a page with a way on."""
    status = error.status if isinstance(error, Refused) else 500
    return _page(request, "refused.html", sentence=str(error), status=status)


ROUTES = [
    Route("/", home),
    Route("/mine", mine),
    Route("/people", everybody),
    Route("/messages", messages),
    Route("/messages/{handle}", chat),
    Route("/posts/{id}", one_post),
    Route("/pictures/{id}", picture),
    Route("/@{handle}", profile),
]


def persona(request: Request) -> sqlite3.Row | None:
    """Whom the visitor plays; None before one is chosen."""
    try:
        return account(_db(request), request.cookies.get(PERSONA, ""))
    except NotFound:
        return None


def _page(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """A page, or only its live part when the page asks for news of itself."""
    db = _db(request)
    frame = "fragment.html" if "fragment" in request.query_params else "page.html"
    html = _environment.get_template(name).render(
        frame=frame,
        me=persona(request),
        brands=brands(db),
        path=request.url.path,
        limit=CHARACTERS,
        **values,
    )
    return HTMLResponse(html, status)


def _db(request: Request) -> sqlite3.Connection:
    db: sqlite3.Connection = request.app.state.db
    return db
