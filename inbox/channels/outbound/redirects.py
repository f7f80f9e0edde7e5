"""Where an answer sends us on to, and what may go along."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

MOST_HOPS = 5
ONWARD = (301, 302, 303, 307, 308)
SECRETS = ("authorization", "cookie", "proxy-authorization")


def leads_on(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer names another address to ask instead."""
    return status in ONWARD and bool(headers.get("location"))


def next_address(here: httpx.URL, location: str) -> httpx.URL:
    """The address meant, without any password in it; raises InvalidURL or UnsupportedProtocol.

    A journey that began encrypted doesn't go on unencrypted.
    """
    onward = here.join(location)
    if onward.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol("It leads to an address that does not begin with http:// or https://.")
    if here.scheme == "https" and onward.scheme == "http":
        raise httpx.UnsupportedProtocol("It leads from an encrypted address to an unencrypted one.")
    return onward.copy_with(userinfo=b"", fragment=None)


def without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    """What another host may know."""
    return {name: value for name, value in headers.items() if name.lower() not in SECRETS}
