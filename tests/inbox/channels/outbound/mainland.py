"""The same on any machine, without a network of one's own: canaries, and the interpreter's own watch.

`python -m tests.inbox.channels.outbound.mainland` listens on loopback and on every other
address this machine has that is not public, and lets connectors loose. Addresses that can't
be had here, such as link-local ones, are watched where nothing gets past: the interpreter
tells of each connection before it is tried (`sys.addaudithook`). None leaves this machine.
It prints, as JSON, what was connected to and what the canaries counted.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import sys
from collections import Counter
from ipaddress import ip_address
from typing import Any

from inbox.channels.base import ChannelError
from inbox.channels.feed import Feed
from inbox.channels.outbound.guard import is_public
from tests.inbox.channels.outbound.attempts import Listeners, Stage

LINK_LOCAL = "169.254.169.254"


class Watch:
    """Notes every address that something connects to, and ends what would leave this machine."""

    def __init__(self) -> None:
        self.tried: Counter[tuple[str, int]] = Counter()
        sys.addaudithook(self._note)

    def _note(self, event: str, facts: tuple[Any, ...]) -> None:
        if event != "socket.connect" or not isinstance(facts[1], tuple):
            return
        address, port = str(facts[1][0]), int(facts[1][1])
        self.tried[(address, port)] += 1
        if not ip_address(address.partition("%")[0]).is_loopback:
            raise OSError(errno.ENETUNREACH, "It would leave this machine.")

    def private(self, *, apart_from: int) -> list[str]:
        """What was tried that is not public, our own publisher aside."""
        return [
            f"{address} port {port}"
            for address, port in self.tried
            if port != apart_from and not is_public(ip_address(address.partition("%")[0]))
        ]


def addresses_here() -> list[str]:
    """Loopback, and whatever else this machine has that is not public."""
    found = ["127.0.0.1"]
    with contextlib.suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), 1)]
    if socket.has_ipv6:
        found.append("::1")
    return [address for address in dict.fromkeys(found) if "%" not in address and not is_public(ip_address(address))]


def listen_everywhere(listeners: Listeners) -> tuple[int, list[str]]:
    """Canaries on one port of every address here; the port, and where they sit."""
    port, sitting = listeners.listen("127.0.0.1", 0), ["127.0.0.1"]
    for address in addresses_here()[1:]:
        with contextlib.suppress(OSError):
            listeners.listen(address, port)
            sitting.append(address)
    return port, sitting


def main() -> None:
    """Let everything loose and print what was reached."""
    listeners = Listeners()
    publisher = listeners.listen("127.0.0.1", 0, name="public")
    port, sitting = listen_everywhere(listeners)
    os.environ.pop("OUTBOUND_ALLOW", None)
    os.environ["HTTP_PROXY"] = os.environ["http_proxy"] = os.environ["ALL_PROXY"] = f"http://127.0.0.1:{port}"
    watch = Watch()
    stage = Stage(f"http://127.0.0.1:{publisher}", f":{port}", (f"127.0.0.1:{publisher}",))
    told: dict[str, Any] = {**stage.all_refused(), "public": listeners.reached["public"]}
    told |= {"canaries": listeners.canaries(), "private": watch.private(apart_from=publisher), "sitting": sitting}
    os.environ["OUTBOUND_ALLOW"] = f"127.0.0.1,{LINK_LOCAL}"
    Feed({"feed_url": f"http://127.0.0.1:{port}/"}, {}).connect()
    with contextlib.suppress(ChannelError):
        Feed({"feed_url": f"http://{LINK_LOCAL}:{port}/"}, {}).connect()
    told["allowed"] = listeners.canaries() - told["canaries"]
    told["allowed_link_local"] = watch.tried[(LINK_LOCAL, port)]
    json.dump({**told, "reached": dict(listeners.reached)}, sys.stdout)


if __name__ == "__main__":
    main()
