"""From Bluesky's payloads to plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.channels.base import Attachment, Figures, Item, Kind, Removed
from inbox.channels.bluesky import Bluesky
from inbox.channels.bluesky.clock import sent_at
from tests.inbox.channels.bluesky.posts import MOMENT, US, mention, payload, post, thread

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def items(chain: list[dict[str, Any]], **more: Any) -> list[Item]:
    found = Bluesky({}, {}).parse(payload(chain, **more))
    assert all(isinstance(one, Item) for one in found)
    return [one for one in found if isinstance(one, Item)]


def item(chain: list[dict[str, Any]], **more: Any) -> Item:
    return items(chain, **more)[-1]


def test_the_posts_above_come_along_as_context_of_the_same_conversation() -> None:
    chain = thread("ann:weather", "bob:rain", "cat@us:help")
    found = items(chain)
    assert [one.text for one in found] == ["weather", "rain", "help"]
    assert [one.context for one in found] == [True, True, False]
    assert {one.thread_key for one in found} == {chain[2]["uri"]}
    assert [one.parent_external_id for one in found] == ["", chain[0]["uri"], chain[1]["uri"]]


def test_our_own_post_above_belongs_to_no_conversation() -> None:
    chain = thread("us:news", "ann:where")
    ours, theirs = items(chain)
    assert (ours.thread_key, ours.kind, ours.ours, ours.context) == (None, Kind.POST, True, True)
    assert (theirs.thread_key, theirs.kind, theirs.ours) == (chain[1]["uri"], Kind.COMMENT, False)
    assert theirs.post_external_id == ours.external_id
    assert ours.post_external_id == ""


def test_our_own_reply_written_elsewhere_is_ours_and_no_context() -> None:
    found = items(thread("ann@us:help", "us:here"))
    assert [(one.ours, one.context, one.kind) for one in found] == [
        (False, True, Kind.MENTION),
        (True, False, Kind.COMMENT),
    ]


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        (["ann@us:hello"], Kind.MENTION),
        (["ann:weather", "bob@us:hello"], Kind.MENTION),
        (["us:news", "ann@us:hello"], Kind.COMMENT),
        (["ann@us:hello", "us:hi", "ann:thanks"], Kind.COMMENT),
        (["ann:weather", "bob:rain"], Kind.COMMENT),
        (["ann:weather"], Kind.POST),
        (["us:news"], Kind.POST),
    ],
)
def test_kinds(steps: list[str], kind: Kind) -> None:
    assert item(thread(*steps)).kind == kind


def test_what_a_reply_will_need_is_kept() -> None:
    chain = thread("us:news", "ann:where")
    extra = item(chain).extra
    assert extra == {
        "uri": chain[1]["uri"],
        "cid": "cid-where",
        "root_uri": chain[0]["uri"],
        "root_cid": "cid-news",
        "people": {"us.test": US, "ann.test": "did:plc:ann"},
    }


def test_a_thread_with_a_gap_says_so() -> None:
    chain = thread("us:news", "ann:where", "ann:hello")
    assert item([chain[0], chain[2]]).extra["incomplete"] is True


def test_a_post_deleted_before_we_looked_is_read_from_its_notification() -> None:
    chain = thread("ann@us:help")
    assert item(chain, notification=chain[0], post=None).external_id == chain[0]["uri"]


def test_author_address_language_and_labels() -> None:
    one = post("hello", "ann", langs=["de", "en"], labels={"values": [{"val": "spoiler"}]})
    one["author"] |= {"displayName": "Ann", "avatar": "https://cdn.example/ann"}
    one["labels"] = [{"val": "rude"}, {"val": "spoiler"}, {"val": "withdrawn", "neg": True}]
    found = item([one])
    assert (found.author.external_id, found.author.name) == ("did:plc:ann", "Ann")
    assert found.author.avatar_url == "https://cdn.example/ann"
    assert found.url == "https://bsky.app/profile/did:plc:ann/post/hello"
    assert found.language == "de"
    assert found.labels == ("rude", "spoiler")


def test_a_handle_that_leads_nowhere_is_offered_to_nobody() -> None:
    one = post("hello", "ann")
    one["author"]["handle"] = "handle.invalid"
    assert item([one]).extra["people"] == {}


PICTURE = {"fullsize": "https://cdn.example/tea", "alt": "Tea", "thumb": "https://cdn.example/small"}
QUOTED = {"uri": "at://did:plc:us/app.bsky.feed.post/1", "author": {"handle": "us.test"}, "value": {"text": "news"}}


@pytest.mark.parametrize(
    ("embed", "expected"),
    [
        ({"$type": "app.bsky.embed.images#view", "images": [PICTURE]}, [("image", "https://cdn.example/tea", "Tea")]),
        ({"$type": "app.bsky.embed.gallery#view", "items": [PICTURE]}, [("image", "https://cdn.example/tea", "Tea")]),
        (
            {"$type": "app.bsky.embed.external#view", "external": {"uri": "https://tea.example", "title": "Tea"}},
            [("link", "https://tea.example", "Tea")],
        ),
        ({"$type": "app.bsky.embed.external#view", "external": {"uri": "javascript:x", "title": ""}}, []),
        (
            {
                "$type": "app.bsky.embed.recordWithMedia#view",
                "record": {"record": QUOTED},
                "media": {"$type": "app.bsky.embed.images#view", "images": [PICTURE]},
            },
            [("image", "https://cdn.example/tea", "Tea")],
        ),
        ({"$type": "app.bsky.embed.record#view", "record": QUOTED}, []),
        ({"$type": "app.bsky.embed.hologram#view"}, []),
    ],
    ids=["images", "gallery", "card", "unsafe card", "quotation with pictures", "quotation", "unknown"],
)
def test_attachments(embed: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    one = post("hello", "ann")
    one["embed"] = embed
    assert [(a.kind, a.url, a.alt) for a in item([one]).attachments] == expected


def test_a_video_is_a_playlist() -> None:
    one = post("hello", "ann")
    one["embed"] = {"$type": "app.bsky.embed.video#view", "playlist": "https://v.example/p.m3u8", "alt": "Pouring"}
    expected = Attachment("video", "https://v.example/p.m3u8", "Pouring", "application/vnd.apple.mpegurl")
    assert item([one]).attachments == (expected,)


def test_a_quotation_of_ours_is_a_mention_that_shows_what_was_quoted() -> None:
    one = post("look", "ann", embed={"$type": "app.bsky.embed.record", "record": QUOTED})
    one["embed"] = {"$type": "app.bsky.embed.record#view", "record": QUOTED}
    found = item([one])
    assert found.kind == Kind.MENTION
    assert found.extra["quoted"] == {"uri": QUOTED["uri"], "handle": "us.test", "text": "news"}


def test_mentions_become_links_by_code_points() -> None:
    one = post("x", "ann", text="Hé @us.test", facets=[mention(US, 4, 12)])
    found = item([one])
    assert [found.text[link.start : link.end] for link in found.links] == ["@us.test"]


@pytest.mark.parametrize(
    ("created", "indexed", "expected"),
    [
        ("2026-11-22T11:59:58.000Z", MOMENT, NOON - timedelta(seconds=2)),
        ("2026-11-22T13:00:00+01:00", MOMENT, NOON),
        ("2026-11-22T12:00:30Z", MOMENT, NOON),
        ("1970-01-01T00:00:00Z", MOMENT, NOON),
        ("2027-01-01T00:00:00Z", MOMENT, NOON),
        ("2026-11-22T07:00:00Z", MOMENT, NOON),
        ("2026-11-22T11:59:00", MOMENT, NOON - timedelta(minutes=1)),
        ("tomorrow", MOMENT, NOON),
        (None, MOMENT, NOON),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", NOON + timedelta(minutes=1)),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", NOON + timedelta(minutes=1)),
    ],
    ids=[
        "as said",
        "another zone",
        "a little ahead",
        "1970",
        "next year",
        "hours ago",
        "no zone",
        "words",
        "nothing",
        "indexed in 1970",
        "year nought",
    ],
)
def test_an_author_whose_clock_is_not_believable_gets_the_networks_time(
    created: str | None, indexed: str, expected: datetime
) -> None:
    assert sent_at({"createdAt": created}, indexed, "2026-11-22T12:01:00+00:00") == expected


@given(st.text() | st.datetimes().map(str) | st.none(), st.text() | st.datetimes().map(str))
def test_whatever_the_clocks_say_there_is_a_moment_with_a_zone(created: str | None, indexed: str) -> None:
    assert sent_at({"createdAt": created}, indexed, MOMENT).tzinfo is not None


def test_a_removal() -> None:
    raw = {"us": US, "seen_at": MOMENT, "removed": "at://did:plc:ann/app.bsky.feed.post/1"}
    assert Bluesky({}, {}).parse(raw) == [Removed("at://did:plc:ann/app.bsky.feed.post/1", NOON)]


def test_figures() -> None:
    counted = {"uri": "at://did:plc:us/app.bsky.feed.post/1", "likeCount": 5, "repostCount": 2, "replyCount": 1}
    raw = {"us": US, "seen_at": MOMENT, "figures": counted}
    assert Bluesky({}, {}).parse(raw) == [Figures(str(counted["uri"]), NOON, 5, 2, 1, 0)]


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"us": US},
        {"us": US, "seen_at": MOMENT, "post": {}},
        {"us": US, "seen_at": MOMENT, "post": {"uri": "here", "cid": "1", "record": {}, "author": {}}},
        {"us": US, "seen_at": MOMENT, "post": None, "notification": None},
        {"us": US, "seen_at": "never", "figures": {"uri": "at://x/y/z"}},
    ],
)
def test_a_misshapen_payload_is_named_and_never_half_understood(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Bluesky({}, {}).parse(raw)
