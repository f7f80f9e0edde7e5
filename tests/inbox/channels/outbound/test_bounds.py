"""Answers that would be endless, huge once unpacked, or led from one place to the next."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Mapping

import pytest

from inbox.channels.base import ChannelError, Rejected, RetryLater
from inbox.channels.http import Http
from tests.inbox.channels.publisher import Page, publisher

MEGABYTE = 1024 * 1024


def fetch(pages: Mapping[str, Page], address: str = "/", **headers: str) -> bytes:
    """What a client that takes at most 100,000 bytes within half a second makes of these pages."""
    with publisher(pages) as place:
        return caller().fetch(place.url + address, headers=headers).body


def caller() -> Http:
    return Http("", name="It", deadline=1, max_bytes=100_000, allow=["127.0.0.1", "localhost"])


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("identity", bytes),
    ],
    ids=["gzip", "x-gzip", "deflate", "bare deflate", "not packed"],
)
def test_packed_answers_are_unpacked(encoding: str, pack: object) -> None:
    assert callable(pack)
    packed = pack(b"tea and trains " * 1000)
    assert fetch({"/": Page(packed, {"Content-Encoding": encoding})}) == b"tea and trains " * 1000


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
def test_a_bomb_never_unfolds(pack: object) -> None:
    assert callable(pack)
    bomb = pack(bytes(200 * MEGABYTE))
    assert len(bomb) < 250_000
    encoding = "gzip" if pack is gzip.compress else "deflate"
    with publisher({"/": Page(bomb[:90_000], {"Content-Encoding": encoding})}) as place:
        tracemalloc.start()
        with pytest.raises(RetryLater, match="too long"):
            caller().fetch(place.url)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 5 * MEGABYTE


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", b"not packed at all"), ("gzip", gzip.compress(b"x" * 1000)[:-12]), ("br", b"x"), ("gzip, gzip", b"x")],
    ids=["nonsense", "cut short", "unasked for", "twice"],
)
def test_what_cannot_be_unpacked_is_told(encoding: str, body: bytes) -> None:
    with pytest.raises(RetryLater, match="broke"):
        fetch({"/": Page(body, {"Content-Encoding": encoding})})


def test_an_answer_that_never_ends_is_cut_off_in_time() -> None:
    began = time.monotonic()
    with pytest.raises(ChannelError):
        fetch({"/": Page(b"x" * 90_000, drip=0.01)})
    assert time.monotonic() - began < 3


def test_headers_that_never_end_are_refused() -> None:
    with pytest.raises(RetryLater):
        fetch({"/": Page(b"x", {f"X-{number}": "y" * 1000 for number in range(300)})})


class TestRedirects:
    """Followed by hand, five at most, checked anew at each hop."""

    def test_five_are_followed(self) -> None:
        pages = {f"/{n}": Page(b"", {"Location": f"/{n + 1}"}, status=301 + n % 3) for n in range(5)}
        assert fetch({**pages, "/5": Page(b"here")}, "/0") == b"here"

    def test_the_sixth_is_one_too_many(self) -> None:
        pages = {f"/{n}": Page(b"", {"Location": f"/{n + 1}"}, status=302) for n in range(6)}
        with pytest.raises(Rejected, match="leads on and on"):
            fetch({**pages, "/6": Page(b"here")}, "/0")

    def test_a_circle_ends(self) -> None:
        with pytest.raises(Rejected, match="leads on and on"):
            fetch({"/": Page(b"", {"Location": "/"}, status=307)})

    @pytest.mark.parametrize("onward", ["ftp://x.example/", "file:///etc/passwd", "javascript:1"])
    def test_senseless_ones_are_refused(self, onward: str) -> None:
        with pytest.raises(Rejected, match="no usable address"):
            fetch({"/": Page(b"", {"Location": onward}, status=302)})

    def test_another_host_gets_no_credentials_and_no_exception(self) -> None:
        with publisher({"/": Page(b"found")}) as other:
            onward = other.url.replace("127.0.0.1", "localhost")
            with publisher({"/": Page(b"", {"Location": onward}, status=302)}) as first:
                with pytest.raises(Rejected, match="not a public address"):
                    caller().fetch(first.url, headers={"Authorization": "Bearer secret"})
                assert "authorization" in first.requests[0].headers
        assert other.requests == []

    def test_the_same_host_keeps_them(self) -> None:
        with publisher({"/": Page(b"", {"Location": "/there"}, status=302), "/there": Page(b"found")}) as place:
            answer = caller().fetch(place.url, headers={"Authorization": "Bearer secret"})
            assert (answer.body, answer.url) == (b"found", f"{place.url}/there")
            assert place.requests[1].headers["authorization"] == "Bearer secret"

    def test_all_hops_share_one_deadline(self) -> None:
        pages = {f"/{n}": Page(b"", {"Location": f"/{n + 1}"}, status=302, delay=0.4) for n in range(5)}
        began = time.monotonic()
        with pytest.raises(RetryLater, match="within 1 seconds"):
            fetch(pages, "/0")
        assert time.monotonic() - began < 2

    def test_without_a_location_it_leads_nowhere(self) -> None:
        with pytest.raises(Rejected, match="not at this address"):
            fetch({"/": Page(b"", status=302)})
