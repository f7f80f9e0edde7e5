"""Running the network: one process, one socket."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from inbox.sandbox.app import make_app
from inbox.sandbox.store import open_store


class CannotListen(Exception):
    """The address can't be listened on; the message is a whole sentence."""


def serve(file: Path, *, host: str, port: int, hosts: Sequence[str] = ()) -> None:
    """Serve until a stop signal; port 0 chooses a free one. Raises CannotListen.

    Prints one line with the address once it listens.
    """
    listener = _listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}"
    sys.stdout.write(f"The sandbox network is at {address}/\n")
    sys.stdout.flush()
    db = open_store(file)
    config = uvicorn.Config(
        make_app(db, hosts),
        log_level="warning",
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
        server_header=False,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # uvicorn has stopped in good order and tells so once more
    finally:
        db.close()


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket without the wait of small packets for one another."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen(100)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise CannotListen(
            f"the sandbox network can't listen on {host} port {port} ({reason});"
            " end what uses it, or set SANDBOX_URL to another address."
        ) from error
    return listener
