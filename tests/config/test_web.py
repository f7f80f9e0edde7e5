"""Web processes share one socket, answer without delay, and end when asked."""

from __future__ import annotations

import http.client
import signal
import socket
import sys
import time
from collections.abc import Iterator

import pytest

from config import processes, web
from config.embedded import CannotStart
from config.processes import Child


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A listening socket on a port that was free."""
    with web.listen("127.0.0.1", 0) as opened:
        yield opened


@pytest.fixture
def web_processes(listener: socket.socket) -> Iterator[list[Child]]:
    """Two web processes on that socket, both started up."""
    descriptor = listener.fileno()
    command = [sys.executable, "-m", "config.web", str(descriptor)]
    children = [processes.start(f"web {number}", command, pass_fds=[descriptor]) for number in (1, 2)]
    assert get(listener) == http.client.OK
    yield children
    processes.stop(children, within=5)


def get(listener: socket.socket) -> int:
    """The status of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=30)
    connection.request("GET", "/healthz")
    status = connection.getresponse().status
    connection.close()
    return status


def test_accepted_connections_send_small_packets_at_once(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()[:2]):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_kept_connection_never_waits_for_a_delayed_acknowledgement(
    listener: socket.socket, web_processes: list[Child]
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=30)
    times = []
    for _ in range(40):
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b'{"status": "ok"}'
        times.append(time.perf_counter() - began)

    assert sorted(times)[len(times) // 2] < 0.030  # the stall takes 0.040 each time


def test_one_process_answers_while_the_other_is_gone(listener: socket.socket, web_processes: list[Child]) -> None:
    web_processes[0].process.kill()
    web_processes[0].process.wait()

    assert [get(listener) for _ in range(5)] == [http.client.OK] * 5


def test_a_web_process_ends_when_asked(web_processes: list[Child]) -> None:
    processes.stop(web_processes, within=5)

    assert all(child.process.returncode in (0, -signal.SIGTERM) for child in web_processes)


def test_a_taken_port_is_told_with_a_way_out(listener: socket.socket) -> None:
    port = listener.getsockname()[1]

    with pytest.raises(CannotStart, match=rf"port {port} is taken by another program; .* as in PORT={port + 1}\."):
        web.listen("127.0.0.1", port)


def test_a_port_that_needs_rights_is_told() -> None:
    sentence = web.reason("127.0.0.1", 80, PermissionError(13, "Permission denied"))

    assert sentence == "this user may not listen on port 80; choose one above 1023, as in PORT=8000."


def test_a_name_that_is_no_address_of_this_machine_is_told() -> None:
    with pytest.raises(CannotStart, match=r"LIAISON_BIND is “nowhere\.invalid”, on which nothing can listen"):
        web.listen("nowhere.invalid", 0)
