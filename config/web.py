"""One web process on a listening socket that its parent has opened: `python -m config.web DESCRIPTOR`.

Several such processes share one socket. It carries TCP_NODELAY, which accepted
connections inherit; without it every answer of two packets on a kept-alive
connection waits some 40 ms for a delayed acknowledgement.
"""

from __future__ import annotations

import errno
import socket
import sys

import uvicorn

from config.embedded import CannotStart

BACKLOG = 1024
GRACE = 1  # seconds that open streams get to end by themselves


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket; raises CannotStart with the reason in words."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        raise CannotStart(reason(host, port, error)) from None
    return listener


def reason(host: str, port: int, error: OSError) -> str:
    """What stands against listening there, and the way out."""
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program; stop that, or choose another port, as in PORT={port + 1}."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"this user may not listen on port {port}; choose one above 1023, as in PORT=8000."
    return f"LIAISON_BIND is “{host}”, on which nothing can listen ({error.strerror}); set it to 127.0.0.1 or 0.0.0.0."


def serve(descriptor: int) -> None:
    """Serve the application until SIGTERM."""
    listener = socket.socket(fileno=descriptor)
    settings = uvicorn.Config(
        "config.asgi:application",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(settings).run(sockets=[listener])


if __name__ == "__main__":
    serve(int(sys.argv[1]))
