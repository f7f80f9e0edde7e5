"""Names are looked up once, in time, and connections go where was checked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import pytest

from inbox.channels.base import Rejected, RetryLater
from inbox.channels.http import Http
from inbox.channels.outbound import transport

FEED = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@contextmanager
def listening(answer: bytes = FEED) -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine: its port, and what was sent to it."""
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _peer = server.accept()
                except OSError:
                    return
                with connection:
                    requests.append(connection.recv(65536))
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], requests
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.fixture(autouse=True)
def _no_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OUTBOUND_ALLOW", raising=False)


def test_a_name_is_asked_once_for_a_connection_and_its_answer_used() -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int, _seconds: float) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with listening() as (port, requests):
        http = Http(f"http://shop.example:{port}", name="The shop", allow=["127.0.0.1"], resolve=resolve)
        assert http.read("GET", "/").ok
    assert asked == ["shop.example"]
    assert f"Host: shop.example:{port}".encode() in requests[0]


def test_a_name_that_turns_to_this_machine_is_refused_at_the_next_connection() -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    with listening() as (port, requests):
        http = Http(
            f"http://rebinding.example:{port}",
            name="It",
            allow=["127.0.0.1"],
            resolve=lambda _host, _port, _seconds: next(answers),
        )
        assert http.read("GET", "/").ok
        with pytest.raises(Rejected, match="not a public address"):
            http.read("GET", "/")
    assert len(requests) == 1


def test_a_second_address_is_tried_when_the_first_does_not_answer() -> None:
    with listening() as (port, _requests):
        http = Http(
            f"http://two.example:{port}",
            name="It",
            allow=["127.0.0.0/8"],
            resolve=lambda _host, _port, _seconds: ["127.0.0.9", "127.0.0.1"],
        )
        assert http.read("GET", "/").ok


def test_a_look_up_that_hangs_does_not_hold_the_call() -> None:
    def hang(*_arguments: object, **_options: object) -> list[object]:
        time.sleep(5)
        return []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", hang)
        began = time.monotonic()
        with pytest.raises(httpcore.ConnectTimeout):
            transport.resolve("slow.example", 443, 0.2)
        with pytest.raises(RetryLater, match="within"):
            Http("http://slow.example", name="It", deadline=0.3).read("GET", "/")
        assert time.monotonic() - began < 2


def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as (port, requests):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        with pytest.raises(Rejected):
            Http("http://10.0.0.1", name="It").read("GET", "/")
    assert requests == []


def test_cookies_are_not_kept() -> None:
    with listening(FEED.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n\r\n")) as (port, requests):
        http = Http(f"http://127.0.0.1:{port}", name="It", allow=["127.0.0.1"])
        http.read("GET", "/")
        http.read("GET", "/")
    assert len(requests) == 2
    assert b"cookie" not in b"".join(requests).lower()


def test_the_exceptions_of_the_environment_count_for_each_client_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as (port, requests):
        monkeypatch.setenv("OUTBOUND_ALLOW", f"127.0.0.1:{port}")
        assert Http(f"http://127.0.0.1:{port}", name="It").read("GET", "/").ok
        monkeypatch.delenv("OUTBOUND_ALLOW")
        with pytest.raises(Rejected, match="OUTBOUND_ALLOW"):
            Http(f"http://127.0.0.1:{port}", name="It").write("POST", "/", json={})
    assert len(requests) == 1
