"""A network of one machine, run as a process of its own, where every address is ours.

`python -m tests.inbox.channels.outbound.island` cuts itself off from the real network, takes
a public address and many that are not, listens on all of them, and lets connectors loose.
It prints, as JSON, how many connections each kind of address got. Linux only.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import json
import os
import socket
import struct
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import unquote

from inbox.channels.base import ChannelError
from inbox.channels.bluesky import Bluesky
from inbox.channels.feed import Feed
from inbox.channels.http import Http
from inbox.channels.sandbox import Sandbox
from tests.inbox.channels.outbound.spellings import hosts

type Attempt = Callable[[], object]

PUBLIC, PUBLIC_V6 = "93.184.215.14", "2606:2800:21f:cb07::14"
PRIVATE = ("169.254.169.254", "10.0.0.5", "192.168.1.1", "172.16.9.1", "100.64.0.1")
PORTS = (80, 443)
SET_FLAGS, SET_ADDRESS, UP = 0x8914, 0x8916, 0x1
TRAP = (
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1/x"><!ENTITY % y SYSTEM "http://169.254.169.254/y"> %y;]>'
    '<?xml-stylesheet href="http://127.0.0.1/z"?><rss version="2.0"><channel><title>&x;</title>'
    "<link>http://127.0.0.1/</link><image><url>http://127.0.0.1/i.png</url></image>"
    "<item><guid>1</guid><title>T</title><link>http://169.254.169.254/</link>"
    '<enclosure url="http://10.0.0.5/" type="image/png"/><comments>http://127.0.0.1/c</comments>'
    "<description>&lt;img src='http://127.0.0.1/p.png'&gt; words</description></item></channel></rss>"
)


def cut_off() -> None:
    """Leave the real network, and give the own loopback device its addresses."""
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        fcntl.ioctl(device, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))
        for number, address in enumerate((PUBLIC, *PRIVATE)):
            name = f"lo:{number}".encode()
            wanted = struct.pack("16sHH4s8x", name, socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(device, SET_ADDRESS, wanted)
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as device:
        for address in (PUBLIC_V6, "fe80::5", "fd12:3456::1"):
            packed = socket.inet_pton(socket.AF_INET6, address)
            fcntl.ioctl(device, SET_ADDRESS, struct.pack("16sIi", packed, 64, socket.if_nametoindex("lo")))


class Listeners:
    """Everything that listens on the island; each connection is counted by the address it reached."""

    def __init__(self) -> None:
        self.reached: Counter[str] = Counter()
        for port, family in itertools.product(PORTS, (socket.AF_INET, socket.AF_INET6)):
            listening = socket.create_server(("", port), family=family, backlog=1000)
            threading.Thread(target=self._serve, args=(listening,), daemon=True).start()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            connection, _peer = listening.accept()
            with connection, contextlib.suppress(OSError):
                address = connection.getsockname()[0].removeprefix("::ffff:")
                self.reached["public" if address in (PUBLIC, PUBLIC_V6) else address] += 1
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


def direct(host: str) -> Iterator[Attempt]:
    """Every field of every connector that takes an address."""
    for scheme in ("http", "https"):
        address = f"{scheme}://{host}/"
        yield Feed({"feed_url": address}, {}).connect
        yield Sandbox({"service_url": address}, {"token": "t"}).connect
        yield Bluesky({"service_url": address, "handle": "a.example"}, {"app_password": "p"}).connect


def attempts() -> Iterator[Attempt]:
    """Everything a stranger or a careless administrator could try."""
    for host in hosts():
        yield from direct(host)
        for onward in (f"http://{host}/", f"//{host}/", f"https://{host}/"):
            yield partial(fetch, f"http://{PUBLIC}/to/{onward}")
    for onward in ("file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:80/", "http://127.0.0.1:80\\@x/"):
        yield partial(fetch, f"http://{PUBLIC}/to/{onward}")
        yield partial(fetch, onward)
    for answers in rebindings():
        caller = Http("", name="It", deadline=3, resolve=Rebinding(answers))
        for _again in range(4):
            yield partial(caller.fetch, "http://rebinding.example/")
    yield partial(Feed({"feed_url": f"http://{PUBLIC}/feed.xml"}, {}).poll, {})


def fetch(address: str) -> object:
    """Go there, and on to wherever it leads."""
    return Http("", name="It", deadline=3).fetch(address)


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


def main() -> None:
    """Let everything loose and print what was reached."""
    cut_off()
    listeners = Listeners()
    os.environ.pop("OUTBOUND_ALLOW", None)
    os.environ["HTTP_PROXY"] = os.environ["http_proxy"] = os.environ["ALL_PROXY"] = "http://127.0.0.1:80"
    tried = refused = 0
    for attempt in attempts():
        tried += 1
        try:
            attempt()
        except ChannelError:
            refused += 1
    told = {"tried": tried, "refused": refused, "public": listeners.reached["public"]}
    told["canaries"] = listeners.canaries()
    os.environ["OUTBOUND_ALLOW"] = "127.0.0.1,169.254.169.254:80"
    for place in ("127.0.0.1", "169.254.169.254"):
        Feed({"feed_url": f"http://{place}/"}, {}).connect()
    told["allowed"] = listeners.canaries() - told["canaries"]
    json.dump({**told, "reached": dict(listeners.reached)}, sys.stdout)


if __name__ == "__main__":
    main()
