"""The control door: sets faults and key behaviours, and tells what was accepted.

Whoever may open it can read everything here and end processes, so it is open only while
the network can be reached from this machine alone. A page in a browser can't open it:
it takes JSON only, and nothing that comes from another site.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inbox.sandbox.accounts import account, account_by_handle
from inbox.sandbox.asking import body_of, whole_of
from inbox.sandbox.errors import NotFound, NotYours, Refused
from inbox.sandbox.faults import Faults
from inbox.sandbox.keys import behave, times_of
from inbox.sandbox.listening import Listening


async def show(request: Request) -> Response:
    """All rules, the random mode, and what struck (after the hit `since`)."""
    return JSONResponse(_faults(request).shape(whole_of(request, "since", 0)))


async def add(request: Request) -> Response:
    """Set a rule, or a list of them: all or none."""
    faults, asked = _faults(request), await body_of(request, kinds=(dict, list))
    wanted = asked if isinstance(asked, list) else [asked]
    for each in wanted:
        Faults().add(each)
    rules = [_set(request, faults, each) for each in wanted]
    return JSONResponse({"rules": rules}, status_code=201)


async def throw_dice(request: Request) -> Response:
    """Faults at random from now on."""
    faults = _faults(request)
    faults.throw_dice(await body_of(request))
    return JSONResponse(faults.shape()["random"], status_code=201)


async def clear(request: Request) -> Response:
    """Nothing goes wrong any more."""
    _faults(request).clear()
    return Response(status_code=204)


async def forget(request: Request) -> Response:
    """One rule less."""
    _faults(request).forget(request.path_params["id"])
    return Response(status_code=204)


async def change_behaviour(request: Request) -> Response:
    """How an account's network treats keys."""
    _faults(request)
    asked = await body_of(request)
    name = str(asked.get("account", ""))
    db = request.app.state.db
    try:
        row = account(db, name)
    except NotFound:
        row = account_by_handle(db, name)
    made = behave(db, row["id"], str(asked.get("key_behaviour", "")), **times_of(asked))
    shape = {"key_behaviour": made.key_behaviour, "key_life": made.key_life, "lag": made.lag}
    return JSONResponse({"account": row["id"], **shape})


async def accepted(request: Request) -> Response:
    """What was accepted after the entry `since`, oldest first."""
    _faults(request)
    since = whole_of(request, "since", 0)
    entries = request.app.state.accepted.since(since)
    return JSONResponse({"accepted": entries, "next": since + len(entries)})


ROUTES = [
    Route("/faults", show),
    Route("/faults", add, methods=["POST"]),
    Route("/faults", clear, methods=["DELETE"]),
    Route("/faults/random", throw_dice, methods=["POST"]),
    Route("/faults/{id:int}", forget, methods=["DELETE"]),
    Route("/behaviours", change_behaviour, methods=["POST"]),
    Route("/accepted", accepted),
]


def _faults(request: Request) -> Faults:
    """The faults, for who may set them; raises NotFound or NotYours."""
    faults: Faults | None = request.app.state.faults
    if faults is None:
        raise NotFound("This network can be reached from elsewhere, so its control door is shut.")
    if request.headers.get("origin") is not None:
        raise NotYours("Pages of other sites can't set faults.")
    if request.method == "POST" and request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise Refused("Send JSON, with the content type application/json.")
    return faults


def _set(request: Request, faults: Faults, asked: dict[str, Any]) -> dict[str, Any]:
    """Add a rule; a refusal that names no requests happens at once."""
    rule = faults.add(asked)
    if rule.fault.kind == "refuse" and not set(asked) & {"match", "phase", "times", "for_seconds", "skip"}:
        faults.forget(rule.id)
        server: Listening = request.scope["state"]["server"]
        server.refuse(rule.fault.options["seconds"])
    return rule.shape()
