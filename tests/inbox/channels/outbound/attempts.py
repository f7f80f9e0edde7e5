"""Everything a stranger or a careless administrator could try, and a server that answers with traps."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from inbox.channels.base import ChannelError
from inbox.channels.http import Http
from inbox.channels.registry import connectors
from inbox.sandbox.errors import Refused
from inbox.sandbox.hooks import try_out
from tests.inbox.channels.outbound.spellings import hosts

type Attempt = Callable[[], object]

PUBLIC, PUBLIC_V6 = "93.184.215.14", "2606:2800:21f:cb07::14"
TRAP = (
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1/x"><!ENTITY % y SYSTEM "http://169.254.169.254/y"> %y;]>'
    '<?xml-stylesheet href="http://127.0.0.1/z"?><rss version="2.0"><channel><title>&x;</title>'
    "<link>http://127.0.0.1/</link><image><url>http://127.0.0.1/i.png</url></image>"
    "<item><guid>1</guid><title>T</title><link>http://169.254.169.254/</link>"
    '<enclosure url="http://10.0.0.5/" type="image/png"/><comments>http://127.0.0.1/c</comments>'
    "<description>&lt;img src='http://127.0.0.1/p.png'&gt; words</description></item></channel></rss>"
)


@dataclass(frozen=True)
class Stage:
    """`publisher` may be reached (by `allow`, if it has to be named) and leads on; `port` is the canaries'."""

    publisher: str
    port: str = ""
    allow: tuple[str, ...] = ()

    def attempts(self) -> Iterator[Attempt]:
        """Every address field, spelling, redirect and rebinding."""
        for host in hosts():
            place = f"{host}{self.port}"
            yield from direct(place)
            for onward in (f"http://{place}/", f"//{place}/", f"https://{place}/"):
                yield partial(self.fetch, f"{self.publisher}/to/{onward}")
        for onward in ("file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:80/", "http://127.0.0.1:80\\@x/"):
            yield partial(self.fetch, f"{self.publisher}/to/{onward}")
            yield partial(self.fetch, onward)
        for answers in rebindings():
            caller = Http("", name="It", deadline=3, resolve=Rebinding(answers))
            for _again in range(4):
                yield partial(caller.fetch, f"http://rebinding.example{self.port}/")
        yield partial(self.fetch, f"{self.publisher}/feed.xml")

    def fetch(self, address: str) -> object:
        """Go there, and on to wherever it leads."""
        return Http("", name="It", deadline=3, allow=self.allow).fetch(address)

    def all_refused(self) -> dict[str, int]:
        """Make every attempt; how many, and how many were refused."""
        tried = refused = 0
        for attempt in self.attempts():
            tried += 1
            try:
                attempt()
            except (ChannelError, Refused):
                refused += 1
        return {"tried": tried, "refused": refused}


def direct(place: str) -> Iterator[Attempt]:
    """Every field of every connector that takes an address, and the address of a webhook."""
    for scheme in ("http", "https"):
        address = f"{scheme}://{place}/"
        yield partial(try_out, address, "t")
        for kind in connectors().values():
            fields = {field.name: field.default or "a.example" for field in kind.settings_fields}
            secrets = {field.name: "secret" for field in kind.settings_fields if field.secret}
            for name in address_fields()[kind.network]:
                yield kind({**fields, name: address}, secrets).connect


def address_fields() -> dict[str, list[str]]:
    """By network the names of its fields that take an address."""
    return {
        kind.network: [field.name for field in kind.settings_fields if field.name.endswith("_url")]
        for kind in connectors().values()
    }


class Rebinding:
    """A name that answers differently each time it is asked."""

    def __init__(self, answers: list[list[str]]) -> None:
        self._turns = itertools.cycle(answers)

    def __call__(self, host: str, port: int, seconds: float) -> list[str]:
        return next(self._turns)


def rebindings() -> list[list[list[str]]]:
    """One answer after the other, each with one address or many at once."""
    return [
        [[PUBLIC], ["127.0.0.1"]],
        [["127.0.0.1"], [PUBLIC]],
        [[PUBLIC, "169.254.169.254"]],
        [["::1", PUBLIC]],
        [["::ffff:127.0.0.1"]],
        [[PUBLIC_V6], ["fe80::5"]],
    ]


class Listeners:
    """Listening sockets; each connection is counted by the address it reached, and answered with a trap."""

    def __init__(self) -> None:
        self.reached: Counter[str] = Counter()

    def listen(self, address: str, port: int, *, name: str = "") -> int:
        """Listen there (port 0: any) and count as `name`, or by the address reached; the port."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listening = socket.create_server((address, port), family=family, backlog=1000)
        threading.Thread(target=self._serve, args=(listening, name), daemon=True).start()
        found: int = listening.getsockname()[1]
        return found

    def _serve(self, listening: socket.socket, name: str) -> None:
        while True:
            connection, _peer = listening.accept()
            with connection, contextlib.suppress(OSError):
                address = connection.getsockname()[0].removeprefix("::ffff:")
                self.reached[name or ("public" if address in (PUBLIC, PUBLIC_V6) else address)] += 1
                connection.settimeout(2)
                request = connection.recv(65536).decode("latin-1")
                connection.sendall(answer_to(request).encode())

    def canaries(self) -> int:
        """Connections that should never have been made."""
        return self.reached.total() - self.reached["public"]


def answer_to(request: str) -> str:
    """`/to/ADDRESS` leads on to that address; everything else is a feed full of traps."""
    path = request.split(" ", 2)[1] if request.count(" ") > 1 else "/"
    if path.startswith("/to/"):
        return f"HTTP/1.1 302 Found\r\nLocation: {unquote(path[4:])}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(TRAP)}\r\nConnection: close\r\n\r\n{TRAP}"
