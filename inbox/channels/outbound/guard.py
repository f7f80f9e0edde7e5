"""Which addresses we connect to: public ones, and those that the operator has named.

A name is looked up once for each connection, all its addresses are checked, and the
connection goes to a checked address itself: asking twice would let a name answer
differently the second time (DNS rebinding).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network
type Resolve = Callable[[str, int, float], Sequence[str]]
"""Host, port and seconds it may take; the IP addresses. Raises httpcore's ConnectError or ConnectTimeout."""

UNICAST_V6 = IPv6Network("2000::/3")
# What Python's ipaddress calls global, and yet is not a public host: IANA's special-purpose registries.
SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.88.99.0/24"),  # relays to 6to4
    IPv6Network("2001::/23"),  # Teredo, ORCHID and other protocol assignments
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: an IPv4 address inside
    IPv6Network("3fff::/20"),  # documentation
)
WEB_PORTS = (80, 443)
FIRST_USER_PORT = 1024
# Ports of other services, where an HTTP request can do harm: the Fetch standard's, and usual databases.
OTHER_SERVICES = {
    *(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697),
    *(10080, 2375, 3306, 5432, 5672, 6379, 6380, 9042, 9200, 9300, 11211, 27017),
}
LAST_LABEL_OF_A_NUMBER = re.compile(r"(\d+|0x[0-9a-f]*)", re.IGNORECASE)
HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)


class Forbidden(Exception):
    """An address we must not connect to; the message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """One exception: a host name or a network, and its port (None: any)."""

    name: str = ""
    network: Network | None = None
    port: int | None = None

    def covers(self, host: str, address: Address, port: int) -> bool:
        """Whether this is meant by that exception."""
        if self.port not in (None, port):
            return False
        if self.network is None:
            return host.lower().rstrip(".") == self.name
        return address in self.network


NO_EXCEPTIONS: tuple[Allowed, ...] = ()


def allowances(text: str) -> tuple[Allowed, ...]:
    """A comma-separated list of hosts, addresses or networks, each with a port if need be.

    Raises ValueError("what is wrong; what to do") as settings want it.
    """
    return tuple(allowed(entry.strip()) for entry in text.split(",") if entry.strip())


def allowed(entry: str) -> Allowed:
    """`10.1.0.0/16`, `fd00::1`, `pds.internal`, `127.0.0.1:2583` or `[::1]:2583`; raises ValueError."""
    try:
        return Allowed(network=ip_network(entry))
    except ValueError:
        pass
    try:
        parts = urlsplit(f"//{entry}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or entry.count("/") or not (":" in host or HOST_NAME.fullmatch(host.rstrip("."))):
        raise ValueError(
            f"lists “{entry}”, which is no host, address or network; write it like pds.internal:2583 or 10.1.0.0/16"
        )
    try:
        return Allowed(network=ip_network(host), port=port)
    except ValueError:
        return Allowed(name=host.lower().rstrip("."), port=port)


def named_by_operator() -> tuple[Allowed, ...]:
    """The exceptions in OUTBOUND_ALLOW; the settings have complained already if it makes no sense."""
    return allowances(os.environ.get("OUTBOUND_ALLOW", ""))


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet, whichever way it is wrapped.

    IPv6 forms with an IPv4 address inside (mapped, 6to4, NAT64, Teredo) never count.
    """
    if isinstance(address, IPv6Address) and (address.scope_id or address not in UNICAST_V6):
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in SPECIAL)


class Guard:
    """Decides for one client; `exceptions` are what it may reach beyond the public."""

    def __init__(self, exceptions: Iterable[Allowed], resolve: Resolve) -> None:
        self._exceptions = tuple(exceptions)
        self._resolve = resolve

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """The addresses to connect to, in order; raises Forbidden if any of them is out of bounds."""
        if _is_odd_number(host):
            raise Forbidden(f"{host} is an odd way to write an address; write it as four numbers.")
        literal = _literal(host)
        found = [literal] if literal else [ip_address(text) for text in self._resolve(host, port, seconds)]
        for address in found:
            self._check(host, address, port)
        return [str(address) for address in found]

    def _check(self, host: str, address: Address, port: int) -> None:
        if any(exception.covers(host, address, port) for exception in self._exceptions):
            return
        if not is_public(address):
            where = str(address) if host == str(address) else f"{host} ({address})"
            raise Forbidden(f"{where} is not a public address. Whoever runs Liaison can allow it with OUTBOUND_ALLOW.")
        if port not in WEB_PORTS and (port < FIRST_USER_PORT or port in OTHER_SERVICES):
            raise Forbidden(f"Port {port} of {host} is not one where web servers listen.")


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_odd_number(host: str) -> bool:
    """Decimal, octal, hexadecimal or shortened IPv4: the system would read it as an address."""
    last = host.rstrip(".").rpartition(".")[2]
    return bool(LAST_LABEL_OF_A_NUMBER.fullmatch(last)) and _literal(host) is None
