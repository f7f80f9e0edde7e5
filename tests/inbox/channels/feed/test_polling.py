"""Asking a feed for news, and only for news."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inbox.channels.base import ChannelError, Rejected, RetryLater
from inbox.channels.base import Page as Polled
from inbox.channels.feed import Feed
from tests.inbox.channels.feed.conftest import ADDRESS, items
from tests.inbox.channels.publisher import Page, Place


def document(*titles: str, ttl: str = "", **fields: str) -> bytes:
    """A feed with an entry for each title, the newest first; `fields` are further elements of each."""
    more = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    entries = "".join(
        f"<item><guid isPermaLink='false'>id-{n}</guid><title>{title}</title>{more}</item>"
        for n, title in enumerate(titles)
    )
    bound = f"<ttl>{ttl}</ttl>" if ttl else ""
    return f'<rss version="2.0"><channel><title>News</title>{bound}{entries}</channel></rss>'.encode()


def publish(place: Place, body: bytes, **headers: str) -> None:
    place.pages[ADDRESS] = Page(body, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("header", "value", "asked"),
    [
        ("ETag", 'W/"v1"', "if-none-match"),
        ("Last-Modified", "Thu, 19 Nov 2026 09:00:00 GMT", "if-modified-since"),
    ],
)
def test_a_feed_that_has_not_changed_is_not_sent_again(
    place: Place, feed: Feed, header: str, value: str, asked: str
) -> None:
    publish(place, document("One"), **{header: value})
    first = feed.poll({})
    second = feed.poll(first.cursor)
    assert (len(first.items), len(second.items)) == (1, 0)
    assert place.requests[1].headers[asked] == value
    assert second.cursor == first.cursor


def test_a_server_that_always_sends_everything_brings_nothing_new(place: Place, feed: Feed) -> None:
    publish(place, document("One", "Two"))
    first = feed.poll({})
    assert feed.poll(first.cursor).items == []
    publish(place, document("One", "Two") + b"<!-- made at 12:01 -->")
    assert feed.poll(first.cursor).items == []


def test_only_what_is_new_comes_the_second_time(place: Place, feed: Feed) -> None:
    publish(place, document("One"))
    first = feed.poll({})
    publish(place, document("One", "Two"))
    second = feed.poll(first.cursor)
    assert [item.text for item in items(feed, second)] == ["Two"]


def test_a_changed_entry_is_an_edit_and_so_is_its_way_back(place: Place, feed: Feed) -> None:
    cursor: dict[str, Any] = {}
    found, keys = [], []
    for title in ("Tea", "Coffee", "Tea"):
        publish(place, document(title))
        page = feed.poll(cursor)
        cursor = page.cursor
        found += items(feed, page)
        keys += [raw.external_key for raw in page.items]
    assert [item.text for item in found] == ["Tea", "Coffee", "Tea"]
    assert {item.external_id for item in found} == {"id-0"}
    assert [item.edited_at is None for item in found] == [True, False, False]
    assert len(set(keys)) == 3


def test_an_edit_carries_the_time_the_feed_says(place: Place, feed: Feed) -> None:
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>a</id><title>{}</title>'
        "<published>2026-11-18T08:00:00Z</published><updated>2026-11-19T08:00:00Z</updated></entry></feed>"
    )
    publish(place, entry.format("One").encode())
    first = feed.poll({})
    publish(place, entry.format("Two").encode())
    (item,) = items(feed, feed.poll(first.cursor))
    assert item.edited_at == datetime(2026, 11, 19, 8, tzinfo=UTC)


def test_a_poll_whose_answer_was_lost_brings_the_same_again(place: Place, feed: Feed) -> None:
    publish(place, document("One"))
    assert [raw.external_key for raw in feed.poll({}).items] == [raw.external_key for raw in feed.poll({}).items]


def test_an_entry_that_leaves_the_feed_is_not_deleted(place: Place, feed: Feed) -> None:
    publish(place, document("One", "Two"))
    first = feed.poll({})
    publish(place, document("One"))
    assert feed.poll(first.cursor).items == []


@pytest.mark.parametrize(
    ("ttl", "cache", "seconds"),
    [
        ("", "", 600),
        ("5", "", 600),
        ("30", "", 1800),
        ("1440", "", 3600),
        ("", "public, max-age=900", 900),
        ("20", "max-age=60", 1200),
        ("soon", "no-store", 600),
        ("9" * 30, 'max-age="x"', 600),
    ],
)
def test_the_feed_says_how_long_it_wants_to_be_left_alone(
    place: Place, feed: Feed, ttl: str, cache: str, seconds: int
) -> None:
    publish(place, document("One", ttl=ttl), ETag='"1"', Cache_Control=cache)
    first = feed.poll({})
    assert first.wait_seconds == seconds
    assert feed.poll(first.cursor).wait_seconds == seconds


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(401, "password"), (403, "refuses"), (404, "nothing at this address"), (410, "for good"), (418, "status 418")],
)
def test_a_refusal_is_told_in_words(place: Place, feed: Feed, status: int, sentence: str) -> None:
    place.pages[ADDRESS] = Page(b"", status=status)
    with pytest.raises(Rejected, match=sentence):
        feed.poll({})


def test_a_server_in_trouble_is_asked_again_when_it_says(place: Place, feed: Feed) -> None:
    place.pages[ADDRESS] = Page(b"", {"Retry-After": "120"}, status=503)
    with pytest.raises(RetryLater) as raised:
        feed.poll({})
    assert raised.value.at is not None
    assert 100 < (raised.value.at - datetime.now(UTC)).total_seconds() <= 120


def test_a_feed_may_move(place: Place, feed: Feed) -> None:
    place.pages[ADDRESS] = Page(b"", {"Location": "/new.xml"}, status=301)
    place.pages["/new.xml"] = Page(document("One"))
    assert [item.text for item in items(feed, feed.poll({}))] == ["One"]


def test_an_enormous_feed_is_refused(place: Place, feed: Feed) -> None:
    publish(place, b"<rss>" + b" " * 5_000_001)
    with pytest.raises(ChannelError, match="far too long"):
        feed.poll({})


def test_a_page_that_replaces_the_feed_changes_nothing(place: Place, feed: Feed) -> None:
    publish(place, document("One"))
    first = feed.poll({})
    publish(place, b"<html>Closed for repairs</html>")
    with pytest.raises(Rejected):
        feed.poll(first.cursor)
    publish(place, document("One", "Two"))
    assert len(feed.poll(first.cursor).items) == 1


class TestConnecting:
    """The address that is typed, and what the feed says of itself."""

    def test_the_feed_names_itself(self, place: Place, feed: Feed) -> None:
        publish(place, document("One"))
        account = feed.connect()
        assert (account.name, account.external_id) == ("News", place.url + ADDRESS)

    @pytest.mark.parametrize("prefix", ["feed:", "  ", "feed:http:"])
    def test_the_address_may_be_written_in_other_ways(self, place: Place, prefix: str) -> None:
        publish(place, document("One"))
        address = place.url + ADDRESS
        typed = prefix + address.removeprefix("http:") if prefix.endswith("http:") else prefix + address + "#top"
        assert Feed({"feed_url": typed}, {}).connect().external_id == address

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "file:///etc/passwd",
            "ftp://a.example/feed",
            "javascript:alert(1)",
            "http://",
            "http://a:b:c/",
            "http://[",
        ],
    )
    def test_nonsense_is_refused_in_words(self, typed: str) -> None:
        with pytest.raises(Rejected, match=r"address"):
            Feed({"feed_url": typed}, {}).connect()

    def test_a_password_does_not_belong_into_the_address(self) -> None:
        with pytest.raises(Rejected, match="password out of the address") as raised:
            Feed({"feed_url": "https://me:hush@a.example/"}, {}).connect()
        assert "hush" not in str(raised.value)

    def test_an_address_of_this_network_is_refused(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OUTBOUND_ALLOW")
        publish(place, document("One"))
        with pytest.raises(Rejected, match="not a public address"):
            Feed({"feed_url": place.url + ADDRESS}, {}).connect()
        assert place.requests == []


def test_a_feed_can_only_be_listened_to(feed: Feed) -> None:
    assert [str(ability) for ability in Feed.abilities] == ["poll"]
    assert isinstance(feed.poll_seconds, int)
    assert Polled([], {}).wait_seconds is None
