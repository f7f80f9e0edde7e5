"""A network of one machine, run as a process of its own, where every address is ours.

`python -m tests.inbox.channels.outbound.island` cuts itself off from the real network, takes
a public address and many that are not, listens on all of them, and lets connectors loose.
It prints, as JSON, how many connections each kind of address got. Linux only.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import socket
import struct
import sys

from inbox.channels.feed import Feed
from tests.inbox.channels.outbound.attempts import PUBLIC, PUBLIC_V6, Listeners, Stage

PRIVATE = ("169.254.169.254", "10.0.0.5", "192.168.1.1", "172.16.9.1", "100.64.0.1")
PORTS = (80, 443)
SET_FLAGS, SET_ADDRESS, UP = 0x8914, 0x8916, 0x1


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


def main() -> None:
    """Let everything loose and print what was reached."""
    cut_off()
    listeners = Listeners()
    for port, address in itertools.product(PORTS, ("", "::")):
        listeners.listen(address, port)
    os.environ.pop("OUTBOUND_ALLOW", None)
    os.environ["HTTP_PROXY"] = os.environ["http_proxy"] = os.environ["ALL_PROXY"] = "http://127.0.0.1:80"
    told = Stage(f"http://{PUBLIC}").all_refused()
    told |= {"public": listeners.reached["public"], "canaries": listeners.canaries()}
    os.environ["OUTBOUND_ALLOW"] = "127.0.0.1,169.254.169.254:80"
    for place in ("127.0.0.1", "169.254.169.254"):
        Feed({"feed_url": f"http://{place}/"}, {}).connect()
    told["allowed"] = listeners.canaries() - told["canaries"]
    json.dump({**told, "reached": dict(listeners.reached)}, sys.stdout)


if __name__ == "__main__":
    main()
