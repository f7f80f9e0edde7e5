"""Connections that go to checked addresses only."""

from __future__ import annotations

import functools
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore
import httpx

from inbox.channels.outbound.guard import Guard

KEEP_OPEN_SECONDS = 5.0
# Encodings whose size can be bounded while they are unpacked; see body.py.
HEADERS = {"User-Agent": "Liaison", "Accept-Encoding": "gzip, deflate"}


class CheckedBackend(httpcore.SyncBackend):
    """Opens sockets where the guard lets it, in the moment of connecting."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try each checked address until one answers, all within `timeout`; raises Forbidden."""
        ends = time.monotonic() + (timeout or 0)
        addresses = self._guard.addresses(host, port, timeout or 0)
        for number, address in enumerate(addresses):
            share = (ends - time.monotonic()) / (len(addresses) - number)
            try:
                return super().connect_tcp(address, port, max(share, 0.001), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses) - 1:
                    raise
        raise httpcore.ConnectError("The name has no address.")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never: what is outside is not in a file."""
        raise httpcore.ConnectError("Sockets in files are not used.")


def client(guard: Guard, base_url: str, deadline: float) -> httpx.Client:
    """A client behind a guard: no proxy (it would look names up unchecked), no cookies, no retries."""
    transport = httpx.HTTPTransport(verify=_trusted(), trust_env=False)
    transport._pool = httpcore.ConnectionPool(
        ssl_context=_trusted(),
        max_connections=1,
        keepalive_expiry=KEEP_OPEN_SECONDS,
        network_backend=CheckedBackend(guard),
    )
    return httpx.Client(
        base_url=base_url,
        transport=transport,
        trust_env=False,
        timeout=deadline,
        headers=HEADERS,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """The system's answer; raises ConnectError, or ConnectTimeout when it takes longer than `seconds`.

    The system's own look-up can't be given a limit, so it is left behind in its thread.
    """
    answer: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"The name {host} was not found in time.") from None
    if isinstance(found, Exception):
        raise httpcore.ConnectError(str(found)) from found
    return found


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Loaded once: reading the certificates takes longer than most calls."""
    return httpx.create_ssl_context()
