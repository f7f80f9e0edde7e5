"""The network as one ASGI application: its pages, and its API under /api."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from inbox.sandbox import api, forms, pages
from inbox.sandbox.accepted import Accepted
from inbox.sandbox.acts import Disturbed
from inbox.sandbox.errors import Refused
from inbox.sandbox.faults import Faults
from inbox.sandbox.headers import SafeHeaders

HOSTS = ("127.0.0.1", "localhost")
STATIC = Path(__file__).parent / "static"


def make_app(db: sqlite3.Connection, log: Accepted, hosts: Sequence[str] = (), *, control: bool = False) -> Starlette:
    """Serve this memory and write this log.

    `hosts` are names beyond this machine's own under which it is called; `control` opens the
    door by which faults are set.
    """
    faults = Faults()
    door = Starlette(
        routes=api.ROUTES,
        exception_handlers={Refused: api.refusal, HTTPException: _no_such_door, Exception: api.refusal},
    )
    app = Starlette(
        routes=[
            Mount("/api", app=door),
            Mount("/static", app=StaticFiles(directory=STATIC)),
            Route("/healthz", _healthy),
            *pages.ROUTES,
            *forms.ROUTES,
        ],
        middleware=[
            Middleware(Disturbed, db=db, faults=faults),
            Middleware(TrustedHostMiddleware, allowed_hosts=[*HOSTS, *hosts]),
            Middleware(SafeHeaders),
        ],
        exception_handlers={Refused: pages.refusal},
    )
    for state in (app.state, door.state):
        state.db, state.accepted = db, log
        state.faults = faults if control else None
    return app


async def _healthy(request: Request) -> Response:
    """Answers once the memory can be read."""
    request.app.state.db.execute("SELECT 1 FROM accounts LIMIT 1")
    return JSONResponse({"status": "ok"})


async def _no_such_door(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return JSONResponse({"error": "There is nothing at this address."}, status_code=status)
