"""The server: it can stop listening for a while, as a machine does that is being restarted."""

from __future__ import annotations

import asyncio
import socket
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from inbox.sandbox.peers import send_signal
from inbox.sandbox.wire import Wire

BACKLOG = 100


class Listening(uvicorn.Server):
    """Serves one application on one socket, which stays bound while nobody listens on it.

    The socket is never given away, only copies of it: so the port stays ours, and a
    caller is refused by the kernel and by nobody else.
    """

    def __init__(self, app: ASGIApp, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            http=Wire,
            log_level="warning",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
            server_header=False,
            backlog=BACKLOG,
        )
        super().__init__(config)
        self.listener = listener
        self._closed_until = 0.0
        self._reopening: asyncio.Task[None] | None = None
        self._stopped: set[int] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen; requests find this server as `scope["state"]["server"]`."""
        self.lifespan.state["server"] = self
        await super().startup(sockets=[self.listener.dup()])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop in good order, and wake whom we stopped."""
        if self._reopening is not None:
            self._reopening.cancel()
        self._wake(list(self._stopped))
        await super().shutdown(sockets)

    def refuse(self, seconds: float) -> None:
        """Refuse every new connection for so long, and end those that are idle."""
        loop = asyncio.get_running_loop()
        self._closed_until = max(self._closed_until, loop.time() + seconds)
        if self._reopening is None or self._reopening.done():
            for server in self.servers:
                server.close()
            self.servers = []
            self.listener.shutdown(socket.SHUT_RDWR)
            for connection in list(self.server_state.connections):
                connection.shutdown()
            self._reopening = loop.create_task(self._reopen())

    def wake_later(self, pids: list[int], seconds: float) -> None:
        """Let stopped processes go on after so long."""
        self._stopped.update(pids)
        asyncio.get_running_loop().call_later(seconds, self._wake, pids)

    def _wake(self, pids: list[int]) -> None:
        self._stopped.difference_update(send_signal([pid for pid in pids if pid in self._stopped], "CONT"))

    async def _reopen(self) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < self._closed_until:
            await asyncio.sleep(self._closed_until - loop.time())
        protocol = partial(Wire, self.config, self.server_state, self.lifespan.state)
        self.servers = [await loop.create_server(protocol, sock=self.listener.dup(), backlog=BACKLOG)]
