"""Rows of files become messages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inbox.channels.base import Item, Kind
from inbox.channels.imported import ImportConnector, moment, understand

ROW = {
    "id": "p1",
    "text": "Trains &amp; buses &gt; planes",
    "author": "mira",
    "created_at": "2026-03-01T08:15:00+01:00",
    "in_reply_to": None,
    "is_brand": False,
    "brand": "Northline",
}
MORNING = datetime(2026, 3, 1, 7, 15, tzinfo=UTC)


def parsed(row: dict[str, Any], **payload: Any) -> Item:
    """The item of one row."""
    whole = {"row": row, "thread": "p0", "file": "posts.jsonl", "line": 7, **payload}
    (item,) = ImportConnector({"network": "twitter"}, {}).parse(whole)
    assert isinstance(item, Item)
    return item


def test_a_row_becomes_an_item_at_its_own_time_with_entities_decoded() -> None:
    item = parsed(ROW)
    assert (item.external_id, item.thread_key, item.text) == ("p1", "p0", "Trains & buses > planes")
    assert item.sent_at == MORNING
    assert (item.author.external_id, item.author.handle) == ("twitter:mira", "mira")
    assert (item.ours, item.private, item.kind) == (False, False, Kind.MENTION)
    assert item.extra == {"file": "posts.jsonl", "line": 7}


def test_a_brands_post_is_ours() -> None:
    assert parsed({**ROW, "is_brand": True, "author": "Northline"}).ours


def test_columns_go_by_any_name_into_objects_and_negated() -> None:
    row = {"tweet": 12, "body": "Hi", "user": {"name": "ana"}, "when": "2026-03-01T07:15:00Z", "inbound": "True"}
    columns = {"id": "tweet", "text": "body", "author": "user.name", "created_at": "when", "is_brand": "!inbound"}
    entry = understand(row, columns)
    assert (entry.id, entry.text, entry.author, entry.ours, entry.sent_at) == ("12", "Hi", "ana", False, MORNING)
    assert understand({**row, "inbound": "False"}, columns).ours


def test_without_a_brand_column_our_own_author_is_the_brand() -> None:
    row = {**ROW, "brand": ""}
    assert understand(row, {}).brand == ""
    assert understand({**row, "is_brand": "yes", "author": "Northline"}, {}).brand == "Northline"


def test_a_direct_message_is_private() -> None:
    assert parsed({**ROW, "kind": "direct"}).private


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": ""}, r"The id is missing \(column id\)."),
        ({"text": None}, r"The text is missing \(column text\)."),
        ({"text": "   "}, r"The text is missing \(column text\)."),
        ({"author": "null"}, r"The author is missing \(column author\)."),
        ({"created_at": "last Tuesday"}, "“last Tuesday” is not a time; ISO 8601 is understood."),
        ({"is_brand": "perhaps"}, "“perhaps” in the column is_brand is neither yes nor no."),
        ({"brand": "b" * 121}, "The brand is longer than 120 characters."),
        ({"kind": "poem"}, "“poem” is no kind; one of post, comment, mention, direct, review is."),
    ],
)
def test_what_can_not_be_understood_is_said_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        understand({**ROW, **change}, {})


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T07:15:00Z",
        "2026-03-01 07:15:00",
        "2026-03-01T08:15:00+01:00",
        "Sun Mar 01 07:15:00 +0000 2026",
        "1772349300",
        "1772349300.0",
    ],
)
def test_times_are_read_in_every_usual_form(text: str) -> None:
    assert moment(text) == MORNING


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+09:00", "99999999999999999999", "²"])
def test_times_beyond_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        moment(text)


def test_nothing_can_be_done_on_an_import_channel() -> None:
    assert ImportConnector.abilities == frozenset()
