"""The API by which an account sets its webhook."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inbox.sandbox.asking import asker, base_of, body_of, db_of, text_of
from inbox.sandbox.hooks import hook, shape, subscribe, try_out, unsubscribe


async def show(request: Request) -> Response:
    """Where our notices go, and how that fares."""
    return JSONResponse({"webhook": shape(hook(db_of(request), asker(request)["id"]))})


async def put(request: Request) -> Response:
    """Test an address, and send our notices there from now on."""
    us, address = asker(request), text_of(await body_of(request), "address")
    await run_in_threadpool(try_out, address, us["token"])
    row = subscribe(db_of(request), us["id"], address, base_of(request))
    return JSONResponse({"webhook": shape(row)})


async def remove(request: Request) -> Response:
    """Send our notices nowhere."""
    unsubscribe(db_of(request), asker(request)["id"])
    return Response(status_code=204)


ROUTES = [
    Route("/me/webhook", show),
    Route("/me/webhook", put, methods=["PUT"]),
    Route("/me/webhook", remove, methods=["DELETE"]),
]
