"""The record that is sent: complete, within the network's limits, and the same on every attempt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.channels.base import Author, Image, Outgoing, Rejected
from inbox.channels.bluesky import Bluesky
from inbox.channels.bluesky.record import blob, tid

CREATED = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
ANSWERS = {"uri": "at://did:plc:ann/app.bsky.feed.post/1", "cid": "c1", "root_uri": "at://root", "root_cid": "c0"}
REPLY = Outgoing(
    key="7f1c",
    text="@ann.test it is on its way: https://tea.example",
    created_at=CREATED,
    answers=ANSWERS["uri"],
    answers_extra={**ANSWERS, "people": {"bob.test": "did:plc:bob"}},
    answers_author=Author("did:plc:ann", "ann.test"),
)
PICTURE = Image(b"picture", "image/png", "A cup of tea", 40, 30)


def frozen(outgoing: Outgoing, **settings: Any) -> dict[str, Any]:
    return Bluesky({"account_id": "did:plc:us", **settings}, {}).freeze(outgoing)


def test_a_reply_names_its_place_what_it_answers_and_whom_it_mentions() -> None:
    whole = frozen(REPLY)
    record = whole["record"]
    assert whole["repo"] == "did:plc:us"
    assert whole["external_id"] == f"at://did:plc:us/app.bsky.feed.post/{whole['rkey']}"
    assert record["text"] == REPLY.text
    assert record["createdAt"] == "2026-11-22T12:00:00.123Z"
    assert record["reply"]["parent"] == {"uri": ANSWERS["uri"], "cid": "c1"}
    assert record["reply"]["root"] == {"uri": "at://root", "cid": "c0"}
    assert [facet["features"][0].get("did") for facet in record["facets"]] == ["did:plc:ann", None]


def test_others_in_the_thread_can_be_mentioned_too() -> None:
    record = frozen(replace(REPLY, text="@bob.test and @stranger.test"))["record"]
    assert [facet["features"][0]["did"] for facet in record["facets"]] == ["did:plc:bob"]


def test_the_same_reply_is_frozen_the_same_and_survives_json() -> None:
    whole = frozen(replace(REPLY, images=[PICTURE]))
    assert whole == frozen(replace(REPLY, images=[PICTURE])) == json.loads(json.dumps(whole))


def test_a_post_that_answers_nobody_has_no_reply_and_plain_text_no_facets() -> None:
    record = frozen(Outgoing(key="1", text="Our new tea", created_at=CREATED))["record"]
    assert record == {"$type": "app.bsky.feed.post", "text": "Our new tea", "createdAt": "2026-11-22T12:00:00.123Z"}


def test_the_channels_language_goes_along() -> None:
    assert frozen(REPLY, language="de")["record"]["langs"] == ["de"]


def test_a_picture_goes_along_with_its_description_and_shape() -> None:
    embed = frozen(replace(REPLY, images=[PICTURE]))["record"]["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    assert embed["images"] == [
        {"alt": "A cup of tea", "image": blob(b"picture", "image/png"), "aspectRatio": {"width": 40, "height": 30}}
    ]


@pytest.mark.parametrize(
    ("outgoing", "sentence"),
    [
        (replace(REPLY, text="x" * 301), "at most 300 characters"),
        (replace(REPLY, text=" \n"), "no empty messages"),
        (replace(REPLY, images=[PICTURE] * 5), "at most 4 pictures; these are 5"),
        (replace(REPLY, images=[PICTURE, replace(PICTURE, alt=" ")]), "Picture 2 needs a description"),
        (replace(REPLY, images=[replace(PICTURE, alt="x" * 2001)]), "longer than 2,000 characters"),
        (replace(REPLY, images=[replace(PICTURE, data=b"x" * 2_000_001)]), "picture 1 is larger"),
        (replace(REPLY, images=[replace(PICTURE, media_type="video/mp4")]), "attachment 1 is none"),
        (replace(REPLY, answers_extra={"uri": "at://x"}), "lacks 'cid'"),
    ],
)
def test_what_the_network_would_refuse_is_refused_before_it_is_queued(outgoing: Outgoing, sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence):
        frozen(outgoing)


def test_a_picture_alone_needs_no_words() -> None:
    assert frozen(replace(REPLY, text="", images=[PICTURE]))["record"]["text"] == ""


def test_nothing_is_frozen_for_an_account_that_is_not_known_yet() -> None:
    with pytest.raises(Rejected, match="has not been connected"):
        Bluesky({}, {}).freeze(REPLY)


def test_a_blob_is_named_by_its_content() -> None:
    # The address that any IPFS tool gives for "hello world" as raw bytes.
    link = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
    assert blob(b"hello world", "image/png") == {
        "$type": "blob",
        "ref": {"$link": link},
        "mimeType": "image/png",
        "size": 11,
    }


MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.text())
def test_record_keys_have_the_networks_form(moment: datetime, key: str) -> None:
    made = tid(moment, key)
    assert len(made) == 13
    assert set(made) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert made[0] in "234567abcdefghij"
    assert made == tid(moment, key)


@given(MOMENTS, st.text(), st.text())
def test_record_keys_sort_by_time(moment: datetime, one: str, other: str) -> None:
    assert tid(moment, one) < tid(moment + timedelta(microseconds=1), other)


def test_replies_of_the_same_moment_have_keys_of_their_own() -> None:
    assert len({tid(CREATED, str(number)) for number in range(20)}) > 15
