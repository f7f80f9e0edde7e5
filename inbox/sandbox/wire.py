"""One request on its way through the network, stopped in any of its phases.

The server's interface hides the connection from applications, so `Wire` hands it on.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from inbox.sandbox.kinds import Phase

BODY_SECONDS = 10.0
"""A request whose body has not come by then is given up, so that nothing is accepted late."""

STEP = 0.05


class Wire(H11Protocol):
    """One connection, which the application can reach as `scope["state"]["transport"]`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note the connection for all its requests."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network would have answered."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Exchange:
    """One request and its answer while a fault strikes."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, phase: Phase) -> None:
        self.scope = scope
        self.phase = phase
        self.answer: Answer | None = None
        self.entry: dict[str, Any] = {}
        self._receive = receive
        self._send = send
        self._transport: asyncio.Transport = scope["state"]["transport"]
        self._has_begun = False

    async def run(self, app: ASGIApp, act: Callable[[Exchange], Awaitable[bool]], *, bends: bool) -> None:
        """Carry the request as far as the phase, let the fault strike, and go on if it allows.

        `bends` says that the fault sends the answer in its own way.
        """
        if self.phase is Phase.BEFORE_READ:
            if await act(self):
                await app(self.scope, patient(self._receive), self._send)
            return
        body = await self._read()
        if body is None:
            await self.cut()
            return
        if self.phase is Phase.AFTER_BODY:
            if await act(self):
                await app(self.scope, _replay(body, self._receive), self._send)
            return
        self.answer = await _collect(app, self.scope, _replay(body, self._receive))
        if self.phase is Phase.AFTER_HEADERS and not bends:
            await self.begin(self.answer)
        if await act(self):
            await self.give(self.answer)

    async def give(self, answer: Answer) -> None:
        """Send an answer, or the rest of it."""
        await self.begin(answer)
        await self._send({"type": "http.response.body", "body": answer.body})

    async def begin(self, answer: Answer) -> None:
        """Send status and headers, unless they have left already."""
        if not self._has_begun:
            self._has_begun = True
            await self._send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})

    async def give_part(self, part: bytes) -> None:
        """Send a piece of the body, with more to come."""
        await self._send({"type": "http.response.body", "body": part, "more_body": True})

    async def wait(self, seconds: float) -> None:
        """Wait, but no longer than the other side does."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not self._transport.is_closing() and loop.time() < end:
            await asyncio.sleep(min(STEP, max(0.0, end - loop.time())))

    def is_over(self) -> bool:
        """Whether the other side went away."""
        return self._transport.is_closing()

    async def cut(self, *, reset: bool = False) -> None:
        """End the connection: with an orderly end after all that was sent, or with a reset."""
        if reset:
            connection = self._transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
        else:
            self._transport.close()
        while (await self._receive())["type"] != "http.disconnect":
            pass  # what was sent and never read

    def ports(self) -> tuple[int, int]:
        """The other side's port and ours."""
        return self._transport.get_extra_info("peername")[1], self._transport.get_extra_info("sockname")[1]

    async def _read(self) -> bytes | None:
        """The whole body; None when the other side went away or let us wait too long."""
        body, receive = b"", patient(self._receive)
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += bytes(message.get("body", b""))
            if not message.get("more_body", False):
                return body


def patient(receive: Receive) -> Receive:
    """A body that has not come in time counts as one that never will."""
    loop = asyncio.get_running_loop()
    end = loop.time() + BODY_SECONDS
    complete = False

    async def receive_in_time() -> Message:
        nonlocal complete
        if complete:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, end - loop.time()))
        except TimeoutError:
            return {"type": "http.disconnect"}
        complete = not message.get("more_body", False)
        return message

    return receive_in_time


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more for the application, then whatever else comes."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return pending.pop() if pending else await receive()

    return receive_again


async def _collect(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """Let the application do its work and keep what it says."""
    status, headers, body = 500, [], b""

    async def keep(message: Message) -> None:
        nonlocal status, headers, body
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message.get("headers", []))
        else:
            body += message.get("body", b"")

    await app(scope, receive, keep)
    return Answer(status, headers, body)
