"""The connectors' HTTP client, against a server that misbehaves on demand."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.place import BASE_DIR
from inbox.channels.base import ChannelError, Rejected, RetryLater, Uncertain
from inbox.channels.http import Http
from inbox.channels.outbound.watch import no_later_than

TLS_HANDSHAKE = b"\x16"
Behaviour = Callable[[socket.socket], None]


def client(address: str, **options: Any) -> Http:
    """A client that may speak to this machine."""
    values: dict[str, Any] = {"name": "The network", "deadline": 0.5, "max_bytes": 10_000, "allow": ["127.0.0.1"]}
    return Http(address, **{**values, **options})


@contextmanager
def server(behave: Behaviour) -> Iterator[Http]:
    """A client of a server that reads each request whole and then does as told; deadline half a second."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, behave), daemon=True)
        thread.start()
        yield client(f"http://127.0.0.1:{listening.getsockname()[1]}")
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(listening: socket.socket, behave: Behaviour) -> None:
    while True:
        try:
            connection, _address = listening.accept()
        except OSError:
            return
        with connection, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request and not request.startswith(TLS_HANDSHAKE):
                request += connection.recv(65536)
            behave(connection)


def answering(status: str, body: bytes = b"{}", *headers: str) -> Behaviour:
    """A server that answers every request like this."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return lambda connection: connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def silent(connection: socket.socket) -> None:
    """Never answers."""
    connection.settimeout(5)
    connection.recv(1)


def hanging_up(_connection: socket.socket) -> None:
    """Closes the connection without a word."""


def trickling(connection: socket.socket) -> None:
    """Sends a header line that never ends, a letter at a time: no single wait is ever long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.05)


def test_an_answer_is_read_as_json() -> None:
    with server(answering("200 OK", b'{"text": "tea"}')) as http:
        answer = http.read("GET", "/")
        assert (answer.ok, answer.json()) == (True, {"text": "tea"})


def test_an_empty_success_is_a_success() -> None:
    with server(answering("200 OK", b"")) as http:
        assert http.write("POST", "/", json={}).json() == {}


def test_a_refusal_is_an_answer_that_the_connector_reads() -> None:
    with server(answering("400 Bad Request", b'{"error": "TooLong"}')) as http:
        answer = http.write("POST", "/", json={})
        assert (answer.ok, answer.status, answer.json()["error"]) == (False, 400, "TooLong")


@pytest.mark.parametrize(
    "behave",
    [answering("500 Oh"), answering("503 Busy"), answering("408 Slow"), silent, hanging_up, trickling],
    ids=["500", "503", "408", "silent", "hanging up", "trickling"],
)
def test_once_a_write_has_left_only_a_clear_answer_is_certain(behave: Behaviour) -> None:
    with server(behave) as http:
        with pytest.raises(Uncertain):
            http.write("POST", "/", json={"text": "hello"})
        with pytest.raises(RetryLater):
            http.read("GET", "/")


def test_a_success_that_cannot_be_read_leaves_a_write_uncertain() -> None:
    with server(answering("200 OK", b"<html>")) as http:
        with pytest.raises(Uncertain):
            http.write("POST", "/", json={}).json()
        with pytest.raises(RetryLater):
            http.read("GET", "/").json()


def test_an_answer_that_is_far_too_long_is_not_taken_in() -> None:
    with server(answering("200 OK", b"x" * 20_000)) as http:
        with pytest.raises(RetryLater, match="too long"):
            http.read("GET", "/")
        with pytest.raises(Uncertain, match="too long"):
            http.write("POST", "/", json={})


def test_being_asked_to_wait_is_certainly_not_done_and_names_the_moment() -> None:
    with server(answering("429 Slow down", b"{}", "Retry-After: 60")) as http, pytest.raises(RetryLater) as raised:
        http.write("POST", "/", json={})
    at = raised.value.at
    assert at is not None
    assert timedelta(seconds=50) < at - datetime.now(UTC) <= timedelta(seconds=60)


def test_a_redirect_is_not_followed() -> None:
    with server(answering("301 Moved", b"", "Location: http://127.0.0.1:1/")) as http, pytest.raises(Rejected):
        http.read("GET", "/")


def test_a_write_that_is_led_elsewhere_was_perhaps_done() -> None:
    with server(answering("303 See Other", b"", "Location: http://127.0.0.1:1/")) as http, pytest.raises(Uncertain):
        http.write("POST", "/", json={})


def test_nobody_listening_means_that_nothing_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(RetryLater, match="can't be reached"):
        client(f"http://127.0.0.1:{port}").write("POST", "/", json={})


def test_a_name_that_nobody_has_means_that_nothing_left() -> None:
    with pytest.raises(RetryLater, match="can't be reached"):
        Http("http://nobody.invalid", name="The network").write("POST", "/", json={})


def test_a_failed_handshake_means_that_nothing_left() -> None:
    with server(hanging_up) as http:
        port = http._client.base_url.port
        with pytest.raises(RetryLater, match="can't be reached"):
            client(f"https://127.0.0.1:{port}").write("POST", "/", json={})


@pytest.mark.parametrize("address", ["", "ftp://example.com", "no address"])
def test_a_senseless_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(Rejected, match="address"):
        Http(address, name="The network").read("GET", "/")


@pytest.mark.parametrize("behave", [silent, trickling], ids=["silent", "trickling"])
def test_the_deadline_holds_for_the_whole_call(behave: Behaviour) -> None:
    with server(behave) as http:
        began = time.monotonic()
        with pytest.raises(ChannelError, match=r"within 0\.5 seconds"):
            http.read("GET", "/")
        assert time.monotonic() - began < 2


def test_a_client_can_go_on_after_a_broken_call() -> None:
    answers = iter([silent, answering("200 OK", b'{"well": true}')])

    def behave(connection: socket.socket) -> None:
        next(answers)(connection)

    with server(behave) as http:
        with pytest.raises(RetryLater):
            http.read("GET", "/")
        assert http.read("GET", "/").json() == {"well": True}


def test_calls_end_by_the_moment_that_the_caller_names() -> None:
    received: list[bytes] = []
    with server(lambda connection: received.append(connection.recv(1))) as http:
        with no_later_than(time.monotonic() - 1), pytest.raises(RetryLater, match="did not answer"):
            http.write("POST", "/", json={})
        with no_later_than(time.monotonic() + 60), pytest.raises(Uncertain):
            http.write("POST", "/", json={})
    assert len(received) == 1


STOPPED = """
import os, signal, sys
from inbox.channels.base import RetryLater
from inbox.channels.http import Http

def resolve(host, port, seconds):
    os.kill(os.getpid(), signal.SIGSTOP)
    return ["127.0.0.1"]

network = Http(sys.argv[1], name="The network", deadline=0.5, allow=["127.0.0.1"], resolve=resolve)
try:
    network.write("POST", "/", json={})
except RetryLater:
    print("nothing left")
"""


def test_a_process_stopped_beyond_its_deadline_sends_nothing_when_it_goes_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://network.example:{listening.getsockname()[1]}"
        command = [sys.executable, "-c", STOPPED, address]
        environment = {**os.environ, "OUTBOUND_ALLOW": "127.0.0.1"}
        process = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        time.sleep(0.7)
        process.send_signal(signal.SIGCONT)
        assert process.communicate(timeout=30)[0] == "nothing left\n"
        listening.settimeout(0)
        with suppress(BlockingIOError):
            assert listening.accept()[0].recv(1) == b""
