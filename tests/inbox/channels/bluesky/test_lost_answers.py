"""A line that breaks between us and a real Bluesky server: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from inbox.channels.base import Outgoing, RetryLater, Uncertain
from tests.bluesky_network.people import Person, eventually
from tests.inbox.channels.bluesky.brand import Brand

pytestmark = [pytest.mark.bluesky, pytest.mark.xdist_group("bluesky")]


@contextmanager
def breaking_line(url: str, word: bytes) -> Iterator[str]:
    """An address that leads to the server, but loses the answer to each request that holds `word`."""
    target = ("localhost", urlsplit(url).port or 0)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_carry_all, args=(listening, target, word), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def _carry_all(listening: socket.socket, target: tuple[str, int], word: bytes) -> None:
    with suppress(OSError):
        while True:
            near, _address = listening.accept()
            threading.Thread(target=_carry, args=(near, socket.create_connection(target), word), daemon=True).start()


def _carry(near: socket.socket, far: socket.socket, word: bytes) -> None:
    with near, far, suppress(OSError):
        while request := _whole(near):
            far.sendall(request)
            answer = _whole(far)
            if word in request.split(b"\r\n")[0]:
                return
            near.sendall(answer)


def _whole(side: socket.socket) -> bytes:
    """One whole HTTP message with a known length, b'' when the other side is done."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := side.recv(65536)):
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line.split(b":") for line in head.lower().split(b"\r\n")]
    length = next((int(line[1]) for line in lines if line[0] == b"content-length"), 0)
    while len(body) < length:
        body += side.recv(65536)
    return head + b"\r\n\r\n" + body


def test_a_reply_whose_answer_was_lost_is_found_and_sending_it_again_makes_no_second(
    brand: Brand, customer: Person
) -> None:
    question = customer.post(f"@{brand.person.handle} hello?", mentions=[brand.person])
    item = brand.hear(question)
    outgoing = Outgoing("1", "Here", datetime.now(UTC), item.external_id, item.extra, item.author)
    record = brand.connector().freeze(outgoing)

    with breaking_line(brand.network.url, b"putRecord") as address, pytest.raises(Uncertain):
        brand.connector(service_url=address).send(record)

    found = brand.connector().find(record)
    assert found is not None
    assert brand.connector().send(record) == found
    eventually(lambda: customer.replies(question))
    assert [reply["uri"] for reply in customer.replies(question)] == [found.external_id]


def test_a_lost_take_down_is_uncertain_and_may_be_repeated(brand: Brand) -> None:
    record = brand.connector().freeze(Outgoing("1", "Too early", datetime.now(UTC)))
    sent = brand.connector().send(record)
    with breaking_line(brand.network.url, b"deleteRecord") as address, pytest.raises(Uncertain):
        brand.connector(service_url=address).delete(sent.external_id)
    brand.connector().delete(sent.external_id)
    assert brand.connector().find(record) is None


@pytest.mark.parametrize("word", [b"createSession", b"listNotifications", b"getAuthorFeed"])
def test_a_poll_that_broke_off_is_tried_later_and_misses_nothing(brand: Brand, customer: Person, word: bytes) -> None:
    mention = customer.post(f"@{brand.person.handle} hello", mentions=[brand.person])
    with breaking_line(brand.network.url, word) as address, pytest.raises(RetryLater):
        brand.connector(service_url=address).poll(brand.cursor)
    assert brand.hear(mention).external_id == mention.uri


def test_a_server_that_is_down_means_that_nothing_left(brand: Brand) -> None:
    record = brand.connector().freeze(Outgoing("1", "Hello", datetime.now(UTC)))
    brand.connector().connect()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(RetryLater, match="can't be reached"):
        brand.connector(service_url=f"http://127.0.0.1:{port}").send(record)
    assert brand.connector().find(record) is None
