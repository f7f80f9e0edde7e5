"""Addresses of services become what Django wants, or a sentence without the password in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config import addresses


def test_a_database_address_is_taken_apart() -> None:
    entry = addresses.database("postgres://lia:p%40ss@db.example:6432/liaison?sslmode=require")

    assert entry == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "liaison",
        "USER": "lia",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_address_may_name_a_socket_folder() -> None:
    entry = addresses.database("postgresql://lia@/liaison?host=/run/postgresql")

    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == ("/run/postgresql", "", {})


def test_a_cache_is_shared_when_there_is_a_server_and_else_private() -> None:
    assert addresses.cache("redis://cache.example:6379/1")["LOCATION"] == "redis://cache.example:6379/1"
    assert addresses.cache("")["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"


@pytest.mark.parametrize(
    "address", ["redis://h:1/0", "rediss://h:1/0", "redis+socket:///run/v.sock", "amqp://u:p@h:5672//", "memory://"]
)
def test_redis_valkey_and_rabbitmq_are_brokers(address: str) -> None:
    assert addresses.broker(address) == address


def test_without_a_mail_server_mails_go_to_the_outbox_page() -> None:
    assert addresses.mailer("") == {}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://lia:p%3As@mail.example:2525", {"port": 2525, "password": "p:s", "use_tls": True}),
        ("smtp://mail.example", {"port": 587, "use_tls": True}),
        ("smtp://mail.example?tls=0", {"port": 587, "use_tls": False}),
        ("smtps://mail.example", {"port": 465, "use_ssl": True}),
    ],
)
def test_a_mail_address_is_taken_apart(address: str, expected: dict[str, Any]) -> None:
    options = addresses.mailer(address)["OPTIONS"]

    assert options["host"] == "mail.example"
    assert {name: options[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("parse", "address", "sentence"),
    [
        (addresses.database, "mysql://u:secret@h/d", "does not start with postgres:// or postgresql://"),
        (addresses.database, "postgres://u:secret@h:port/d", "is not a readable address"),
        (addresses.database, "postgres://u:secret@h", "names no database"),
        (addresses.database, "postgres://u:secret%zz@h/d", "is not an address that PostgreSQL understands"),
        (addresses.database, "postgres://u:sec ret@h/d", "is not an address that PostgreSQL understands"),
        (addresses.database, "postgres://u:secret@h/d?color=red", "is not an address that PostgreSQL understands"),
        (addresses.cache, "redis://:secret@h/first", "ends in a database that is not a number"),
        (addresses.broker, "redis://:secret@h/first", "ends in a database that is not a number"),
        (addresses.broker, "redis+socket://", "names no socket"),
        (addresses.broker, "redis://:secret@[::1", "is not a readable address"),
        (addresses.cache, "memcached://u:secret@h", "does not start with redis:// or rediss:// or unix://"),
        (addresses.broker, "kafka://u:secret@h", "does not start with redis://"),
        (addresses.mailer, "http://u:secret@h", "does not start with smtp:// or smtps://"),
        (addresses.mailer, "smtp://", "names no mail server"),
        (addresses.public, "https://u:secret@h/path", "must be scheme and host only"),
        (addresses.public, "inbox.example.com", "does not start with http:// or https://"),
    ],
)
def test_a_senseless_address_is_told_with_an_example_and_without_its_password(
    parse: Callable[[str], object], address: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match="; write it like ") as refusal:
        parse(address)

    assert str(refusal.value).startswith(sentence)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost"])
def test_loopback_is_known(host: str) -> None:
    assert addresses.is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "inbox.example.com", "localhost.example.com", ""])
def test_everything_else_can_be_reached_by_others(host: str) -> None:
    assert not addresses.is_loopback(host)
