"""Running the network: one process, one socket."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from inbox.sandbox.accepted import Accepted
from inbox.sandbox.app import HOSTS, make_app
from inbox.sandbox.hooks import Teller
from inbox.sandbox.listening import BACKLOG, Listening
from inbox.sandbox.store import open_store


class CannotListen(Exception):
    """The address can't be listened on; the message is a whole sentence."""


def serve(file: Path, *, host: str, port: int, hosts: Sequence[str] = ()) -> None:
    """Serve until a stop signal; port 0 chooses a free one. Raises CannotListen.

    Prints one line with the address once it listens. Faults can be set while it can be
    reached from this machine only.
    """
    listener = _listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}"
    sys.stdout.write(f"The sandbox network is at {address}/\n")
    sys.stdout.flush()
    db, log = open_store(file), Accepted(file.with_suffix(".accepted.jsonl"))
    control = host in HOSTS and not set(hosts) - set(HOSTS)
    teller = Teller(file)
    teller.start()
    try:
        Listening(make_app(db, log, hosts, control=control), listener).run()
    except KeyboardInterrupt:
        pass  # uvicorn has stopped in good order and tells so once more
    finally:
        teller.end()
        log.close()
        db.close()
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket without the wait of small packets for one another."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        if not port:
            port = _free_port(family, host)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise CannotListen(
            f"the sandbox network can't listen on {host} port {port} ({reason});"
            " end what uses it, or set SANDBOX_URL to another address."
        ) from error
    return listener


def _free_port(family: int, host: str) -> int:
    """One that nobody has. Only a port bound by its number stays bound while nobody listens on it."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
