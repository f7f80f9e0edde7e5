"""What an item must be, and what it becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.channels.base import Item, Kind
from inbox.channels.push import BadItem, PushConnector, external_id_of, is_web_address

RECEIVED = "2026-11-19T12:00:00+00:00"


def parsed(item: Any) -> Item:
    """The message an item becomes."""
    (made,) = PushConnector({"account_id": "push-1"}, {}).parse({"item": item, "received_at": RECEIVED})
    assert isinstance(made, Item)
    return made


def problems(item: Any) -> list[str]:
    """Why an item is refused."""
    with pytest.raises(BadItem) as refusal:
        parsed(item)
    return refusal.value.problems


def test_text_alone_is_enough() -> None:
    item = parsed({"text": " Where is my umbrella? "})
    assert item.text == "Where is my umbrella?"
    assert (item.kind, item.private, item.thread_key) == (Kind.MENTION, False, item.external_id)
    assert item.sent_at == datetime.fromisoformat(RECEIVED)


def test_the_same_item_without_an_id_is_one_and_another_is_another() -> None:
    assert external_id_of({"text": "a", "url": "b"}) == external_id_of({"url": "b", "text": "a"})
    assert external_id_of({"text": "a"}) != external_id_of({"text": "b"})
    assert external_id_of({"text": "a", "external_id": 7}) == "7"


def test_everything_that_can_be_said_is_kept() -> None:
    item = parsed(
        {
            "external_id": "r-1",
            "text": "Half an hour saved.",
            "author": {"id": "u-88", "handle": "mira", "name": "Mira", "url": "https://reviews.example/mira"},
            "url": "https://reviews.example/1",
            "date": "2026-11-19T09:00:00+02:00",
            "kind": "review",
            "labels": [" timetable "],
            "extra": {"stars": 5},
            "attachments": [{"url": "https://reviews.example/1.jpg", "kind": "image", "alt": "A platform"}],
        }
    )
    assert (item.author.external_id, item.author.handle, item.author.name) == ("push-1:u-88", "mira", "Mira")
    assert item.sent_at == datetime(2026, 11, 19, 7, tzinfo=UTC)
    assert (item.kind, item.labels, item.extra) == (Kind.REVIEW, ["timetable"], {"stars": 5})
    assert [(a.kind, a.alt) for a in item.attachments] == [("image", "A platform")]


def test_a_date_without_a_zone_is_utc_and_none_lies_in_the_future() -> None:
    assert parsed({"text": "a", "date": "2026-11-19T09:00:00"}).sent_at == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert parsed({"text": "a", "date": "2099-01-01"}).sent_at == datetime.fromisoformat(RECEIVED)


def test_an_answer_goes_to_its_parents_thread_unless_it_names_one() -> None:
    assert parsed({"text": "a", "reply_to": "p"}).thread_key == "p"
    assert parsed({"text": "a", "reply_to": "p", "thread": "t"}).thread_key == "t"


@pytest.mark.parametrize("way", [{"private": True}, {"kind": "direct"}])
def test_private_items_of_one_person_are_one_conversation(way: dict[str, Any]) -> None:
    item = parsed({"text": "a", "author": "mira", **way})
    assert (item.private, item.kind, item.thread_key) == (True, Kind.DIRECT, "private:push-1:mira")


def test_nameless_people_are_not_one_person() -> None:
    authors = {parsed({"text": text}).author.external_id for text in ("a", "b")}
    assert len(authors) == 2


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("just words", "An item is an object with at least a “text”."),
        (None, "An item is an object with at least a “text”."),
        ({}, "“text” is missing or empty."),
        ({"text": "  "}, "“text” is missing or empty."),
        ({"text": "\u200b\u2060"}, "“text” is missing or empty."),
        ({"text": "a", "body": 1, "colour": 2}, "These fields are not known: body, colour."),
        ({"text": "a" * 100_001}, "“text” is longer than 100000 characters."),
        ({"text": "a", "external_id": "i" * 401}, "“external_id” is longer than 400 characters."),
        ({"text": "a", "external_id": ["x"]}, "“external_id” is neither a text nor a whole number."),
        ({"text": "a", "external_id": 7.5}, "“external_id” is neither a text nor a whole number."),
        ({"text": "a", "external_id": True}, "“external_id” is neither a text nor a whole number."),
        ({"text": "a", "reply_to": 1.0}, "“reply_to” is neither a text nor a whole number."),
        ({"text": "a", "thread": False}, "“thread” is neither a text nor a whole number."),
        ({"text": "a", "author": {"id": 1.1}}, "“author.id” is neither a text nor a whole number."),
        ({"text": "a", "date": "soon"}, "“date” is not an ISO 8601 date and time, such as 2026-11-22T09:30:00Z."),
        ({"text": "a", "url": "javascript:alert(1)"}, "“url” is not an address that begins with http:// or https://."),
        ({"text": "a", "author": 7}, "“author” is neither a text nor an object."),
        ({"text": "a", "author": {"name": {}}}, "“author.name” is not a text."),
        ({"text": "a", "kind": "poem"}, "“kind” is none of post, comment, mention, direct, review."),
        ({"text": "a", "private": "yes"}, "“private” is neither true nor false."),
        ({"text": "a", "labels": "x"}, "“labels” is not a list of texts."),
        ({"text": "a", "labels": ["x"] * 21}, "“labels” has more than 20, or one over 60 characters."),
        ({"text": "a", "extra": []}, None),
        ({"text": "a", "extra": [1]}, "“extra” is not an object."),
        ({"text": "a", "extra": {"x": "y" * 20_000}}, "“extra” is larger than 20000 bytes."),
        ({"text": "a", "attachments": [{}]}, "“attachments[0].url” is missing."),
        ({"text": "a", "attachments": {}}, None),
        ({"text": "a", "attachments": [7]}, "“attachments” is not a list of objects."),
        ({"text": "a", "attachments": [{"url": "https://x.example"}] * 21}, "There are more than 20 “attachments”."),
    ],
)
def test_each_thing_to_mend_is_a_sentence(item: Any, problem: str | None) -> None:
    if problem is None:
        assert parsed(item).text == "a"
    else:
        assert problems(item) == [problem]


def test_everything_wrong_is_said_at_once() -> None:
    assert len(problems({"text": "", "date": "soon", "kind": "poem", "url": "x"})) == 4


@pytest.mark.parametrize("address", ["http://a.example", "https://a.example/b?c#d"])
def test_web_addresses_are_taken(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize("address", ["//a.example", "data:text/html,x", "http://", "http://[", "mailto:a@b.example"])
def test_other_addresses_are_not(address: str) -> None:
    assert not is_web_address(address)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("text", "external_id", "author", "url", "date", "reply_to", "thread", "kind", "private", "labels", "extra")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from((*NAMES, "attachments")), ANYTHING))
def test_whatever_is_sent_is_understood_or_refused_in_sentences(item: dict[str, Any]) -> None:
    payload = {"item": item, "received_at": RECEIVED}
    try:
        understood = len(PushConnector({}, {}).parse(payload))
    except BadItem as refusal:
        understood, sentences = 0, refusal.problems
    assert understood == 1 or all(sentence.endswith(".") for sentence in sentences)
