"""Reading service addresses (`postgres://…`, `smtp://…`) into the settings that Django wants.

Every function raises ValueError("what is wrong; what to do") and never repeats
the address itself, because it may hold a password.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

NOTHING: dict[str, Any] = {}  # stands in for an address that could not be read
BROKER_EXAMPLE = "redis://host:6379/0 or amqp://user:password@host:5672//"
BROKERS = ("redis", "rediss", "redis+socket", "amqp", "amqps", "memory")


def split(address: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """Split an address after checking its scheme and port."""
    remedy = f"write it like {example}"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise ValueError(f"is not a readable address; {remedy}") from None
    if parts.scheme not in schemes:
        raise ValueError(f"does not start with {' or '.join(f'{scheme}://' for scheme in schemes)}; {remedy}")
    return parts


def database(address: str) -> dict[str, Any]:
    """Django's DATABASES entry for a PostgreSQL address; a socket folder may stand in `?host=`."""
    example = "postgres://user:password@host:5432/liaison"
    parts = split(address, ("postgres", "postgresql"), example)
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError(f"names no database; write it like {example}")
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError:  # its message may hold a part of the password
        raise ValueError(f"is not an address that PostgreSQL understands; write it like {example}") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def cache(address: str) -> dict[str, Any]:
    """Django's CACHES entry: Redis or Valkey, or memory of this process for an empty address."""
    if not address:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    example = "redis://host:6379/1"
    _refuse_named_database(split(address, ("redis", "rediss", "unix"), example), example)
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}


def broker(address: str) -> str:
    """The broker's address once its scheme is one we run on."""
    parts = split(address, BROKERS, BROKER_EXAMPLE)
    _refuse_named_database(parts, BROKER_EXAMPLE)
    if parts.scheme == "redis+socket" and not parts.path.strip("/"):
        raise ValueError("names no socket; write it like redis+socket:///run/valkey/valkey.sock")
    return address


def _refuse_named_database(parts: SplitResult, example: str) -> None:
    number = parts.path.strip("/")
    if parts.scheme in ("redis", "rediss") and number and not (number.isascii() and number.isdecimal()):
        raise ValueError(f"ends in a database that is not a number; write it like {example}")


def mailer(address: str) -> dict[str, Any]:
    """Django's MAILERS entry for an SMTP server; nothing for an empty address."""
    if not address:
        return {}
    parts = split(address, ("smtp", "smtps"), "smtp://user:password@host:587")
    if not parts.hostname:
        raise ValueError("names no mail server; write it like smtp://user:password@host:587")
    secure = parts.scheme == "smtps"
    encryption = {"use_ssl": True} if secure else {"use_tls": "tls=0" not in parts.query}
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if secure else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "timeout": 20,
            **encryption,
        },
    }


def public(address: str) -> SplitResult:
    """The parts of the address under which people reach Liaison."""
    parts = split(address, ("http", "https"), "https://inbox.example.com")
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("must be scheme and host only; write it like https://inbox.example.com")
    return parts


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine can reach that host name or address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
