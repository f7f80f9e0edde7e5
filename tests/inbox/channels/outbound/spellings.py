"""The many ways to write an address that is not public."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

FORBIDDEN_V4 = ("127.0.0.1", "127.255.255.254", "169.254.169.254", "10.0.0.5", "172.16.9.1", "192.168.1.1", "0.0.0.0")
OTHER_V4 = ("100.64.0.1", "192.0.0.8", "192.88.99.1", "198.18.0.1", "203.0.113.7", "224.0.0.1", "240.0.0.1")
FORBIDDEN_V6 = (
    *("::1", "::", "fe80::5", "fe80::5%lo", "fe80::5%251", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1"),
    *("100::1", "2001:db8::1", "3fff::1", "5f00::1", "2001:10::1"),
)


def wrapped(address: str) -> Iterator[str]:
    """IPv6 forms with an IPv4 address inside: mapped, compatible, 6to4, NAT64 twice, Teredo, ISATAP."""
    number = int(IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    yield from (f"::ffff:{address}", f"::ffff:{high:x}:{low:x}", f"::{address}", f"::ffff:0:{address}")
    yield from (f"2002:{high:x}:{low:x}::1", f"64:ff9b::{address}", f"64:ff9b:1::{address}")
    yield f"2001:0:{high:x}:{low:x}:0:0:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}"
    yield f"fe80::5efe:{address}"


def odd(address: str) -> Iterator[str]:
    """Decimal, octal, hexadecimal, shortened and mixed; the system reads all of them as that address."""
    number, parts = int(IPv4Address(address)), [int(part) for part in address.split(".")]
    yield from (str(number), hex(number), f"0{number:o}", f"{hex(number).upper()}")
    yield from (".".join(hex(part) for part in parts), ".".join(f"0{part:o}" for part in parts))
    yield from (f"{parts[0]}.{number & 0xFFFFFF}", f"{parts[0]}.{parts[1]}.{number & 0xFFFF}")
    yield from (f"0x{parts[0]:x}.{number & 0xFFFFFF}", f"0{parts[0]:o}.{parts[1]}.{parts[2]}.{parts[3]}")
    yield f"{address}."


def hosts() -> list[str]:
    """All of them, as they stand in an address."""
    plain = (*FORBIDDEN_V4, *OTHER_V4)
    bracketed = [f"[{each}]" for each in (*FORBIDDEN_V6, *(form for v4 in plain for form in wrapped(v4)))]
    fullwidth = ["①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1"]
    names = ["localhost", "LOCALHOST", "localhost.", "ip6-localhost", "localhost.localdomain"]
    return [*plain, *(form for v4 in plain for form in odd(v4)), *bracketed, *fullwidth, *names]
