"""What each kind of fault does to a request, and the middleware that lets it happen."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from inbox.sandbox.errors import NotFound
from inbox.sandbox.faults import Call, Faults
from inbox.sandbox.kinds import Fault, Phase
from inbox.sandbox.listening import Listening
from inbox.sandbox.peers import peers, send_signal
from inbox.sandbox.tokens import account_of
from inbox.sandbox.wire import Answer, Exchange, patient

CONTROL = ("/api/faults", "/api/behaviours", "/api/accepted")
"""What sets the faults never suffers from them."""

BENT = ("truncate", "drip")
"""Kinds that send the answer's beginning in their own way."""

type Options = Mapping[str, Any]
type Act = Callable[[Exchange, Options], Awaitable[bool]]
"""Lets a fault strike; True when the request goes on afterwards."""


class Disturbed:
    """Stands before everything else and lets faults strike."""

    def __init__(self, app: ASGIApp, db: sqlite3.Connection, faults: Faults) -> None:
        self.app = app
        self.db = db
        self.faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or disturb it."""
        fault = None
        if scope["type"] == "http" and not scope["path"].startswith(CONTROL):
            call = call_of(scope, self.db)
            fault = self.faults.take(call)
        if fault is None or fault.phase is None:
            await self.app(scope, patient(receive), send)
            return
        entry = partial(self.faults.hit, fault, call)
        exchange = Exchange(scope, receive, send, fault.phase)
        await exchange.run(self.app, partial(_strike, fault=fault, entry=entry), bends=fault.kind in BENT)


def call_of(scope: Scope, db: sqlite3.Connection) -> Call:
    """A request as rules see it."""
    headers = dict(scope["headers"])
    try:
        row = account_of(db, headers.get(b"authorization", b"").decode("latin-1"))
    except NotFound:
        return Call(scope["method"], scope["path"])
    return Call(scope["method"], scope["path"], row["id"], row["handle"])


async def _strike(exchange: Exchange, *, fault: Fault, entry: Callable[[], dict[str, Any]]) -> bool:
    exchange.entry = entry()
    return await ACTS[fault.kind](exchange, fault.options)


async def _hang(exchange: Exchange, options: Options) -> bool:
    await exchange.wait(options["seconds"])
    await exchange.cut()
    return False


async def _delay(_exchange: Exchange, options: Options) -> bool:
    await asyncio.sleep(options["seconds"])
    return True


async def _reset(exchange: Exchange, _options: Options) -> bool:
    await exchange.cut(reset=True)
    return False


async def _status(exchange: Exchange, options: Options) -> bool:
    await exchange.give(_json(options["status"], options["body"]))
    return False


async def _truncate(exchange: Exchange, options: Options) -> bool:
    """Half the body, announced as a whole (the connection breaks) or as half (it can't be read)."""
    answer = _answered(exchange)
    half = answer.body[: len(answer.body) // 2]
    if options["clean"]:
        await exchange.give(Answer(answer.status, _of_length(answer, len(half)), half))
        return False
    await exchange.begin(answer)
    await exchange.give_part(half)
    await exchange.cut()
    return False


async def _drip(exchange: Exchange, options: Options) -> bool:
    answer = _answered(exchange)
    await exchange.begin(answer)
    for place in range(len(answer.body)):
        await exchange.give_part(answer.body[place : place + 1])
        await exchange.wait(options["every"])
        if exchange.is_over():
            return False
    await exchange.give(Answer(answer.status, answer.headers, b""))
    return False


async def _refuse(exchange: Exchange, options: Options) -> bool:
    server: Listening = exchange.scope["state"]["server"]
    server.refuse(options["seconds"])
    return True


async def _rate_limit(exchange: Exchange, options: Options) -> bool:
    answer = _json(429, {"error": "Slow down, please."})
    name, value = _wish(options["as"], options["after"])
    answer.headers.append((name, value.encode()))
    await exchange.give(answer)
    return False


async def _expire_token(exchange: Exchange, _options: Options) -> bool:
    await exchange.give(_json(401, {"error": "This token has expired."}))
    return False


async def _kill_peer(exchange: Exchange, options: Options) -> bool:
    """End the process that asks, or stop it for a while; the entry names it."""
    reached = send_signal(peers(*exchange.ports()), options["signal"])
    exchange.entry["pid"] = reached[0] if reached else None
    server: Listening = exchange.scope["state"]["server"]
    if options["signal"] == "STOP":
        server.wake_later(reached, options["seconds"])
    drops = options["signal"] == "KILL" and exchange.phase is Phase.BEFORE_READ
    if options["then"] == "drop" or (drops and not options["then"]):
        await exchange.cut()
        return False
    return True


ACTS: dict[str, Act] = {
    "hang": _hang,
    "delay": _delay,
    "reset": _reset,
    "status": _status,
    "truncate": _truncate,
    "drip": _drip,
    "refuse": _refuse,
    "rate_limit": _rate_limit,
    "expire_token": _expire_token,
    "kill_peer": _kill_peer,
}


def _wish(dialect: str, after: float) -> tuple[bytes, str]:
    """The header by which a network says when to come back."""
    at = datetime.now(UTC) + timedelta(seconds=after)
    match dialect:
        case "date":
            return b"retry-after", format_datetime(at, usegmt=True)
        case "reset":
            return b"ratelimit-reset", str(round(at.timestamp()))
        case "x_reset":
            return b"x-ratelimit-reset", at.isoformat()
        case _:
            return b"retry-after", str(round(after))


def _answered(exchange: Exchange) -> Answer:
    if exchange.answer is None:
        raise RuntimeError("There is no answer yet.")
    return exchange.answer


def _json(status: int, body: Any) -> Answer:
    data = json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
    return Answer(status, headers, data)


def _of_length(answer: Answer, length: int) -> list[tuple[bytes, bytes]]:
    others = [header for header in answer.headers if header[0] != b"content-length"]
    return [*others, (b"content-length", str(length).encode())]
