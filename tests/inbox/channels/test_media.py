"""Fetching a stranger's file: what is there, as bytes; what is not, as a refusal in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inbox.channels.base import Rejected, RetryLater
from inbox.channels.media import fetch
from tests.inbox.channels.publisher import Page, Place, publisher


@pytest.fixture
def place() -> Iterator[Place]:
    pages = {
        "/1": Page(b"GIF89a", {"Content-Type": "image/gif"}),
        "/moved": Page(b"", {"Location": "/1"}, status=302),
        "/empty": Page(b""),
        "/secret": Page(b"no", status=403),
        "/ill": Page(b"", status=500),
    }
    with publisher(pages) as place:
        yield place


@pytest.mark.parametrize("path", ["/1", "/moved"])
def test_what_is_there_is_brought(place: Place, path: str) -> None:
    assert fetch(f"{place.url}{path}", most_bytes=100) == b"GIF89a"
    assert "cookie" not in place.requests[-1].headers


@pytest.mark.parametrize("path", ["/empty", "/secret", "/none"])
def test_what_is_not_there_is_refused(place: Place, path: str) -> None:
    with pytest.raises(Rejected, match="nothing at this address"):
        fetch(f"{place.url}{path}", most_bytes=100)


def test_what_is_too_long_or_ill_may_be_tried_again(place: Place) -> None:
    for path, most in (("/1", 5), ("/ill", 100)):
        with pytest.raises(RetryLater):
            fetch(f"{place.url}{path}", most_bytes=most)


def test_houses_of_our_own_are_reached_by_name_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTBOUND_ALLOW", "")
    with pytest.raises(Rejected, match="not a public address"):
        fetch(f"{place.url}/1", most_bytes=100)
    assert fetch(f"{place.url}/1", most_bytes=100, allow=[place.url.removeprefix("http://")]) == b"GIF89a"
