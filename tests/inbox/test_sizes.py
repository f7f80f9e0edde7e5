"""What does not fit into the database is said in words, before it is tried there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inbox.channels.base import Author, Item, Parsed, Removed
from inbox.models import Handle, Message
from inbox.sizes import LONGEST_ACCOUNT, LONGEST_ADDRESS, LONGEST_KEY, fitting
from tests.cast import item


def test_what_fits_stays_as_it_is() -> None:
    things: list[Item | Removed] = [
        item(external_id="e" * LONGEST_KEY, url="u" * LONGEST_ADDRESS, thread_key=None),
        Removed("gone"),
    ]
    assert fitting(things) == things


@pytest.mark.parametrize("name", ["external_id", "thread_key", "parent_external_id", "post_external_id"])
def test_a_key_that_is_too_long_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} has 501 characters; at most 500 can be kept"):
        fitting([item(**{name: "x" * 501})])


@pytest.mark.parametrize(
    "thing",
    [
        item(url="u" * 1001),
        item(text="no\x00thing"),
        item(external_id="no\x00thing"),
        item(author=Author("did:" + "x" * 300, "x.example")),
        item(author=Author("did:x", "x.example", followers=-1)),
        item(author=Author("did:x", "x.example", followers=2**63)),
        Removed("x" * 501),
    ],
    ids=["address", "text", "key", "account", "fewer than none", "more than can be", "removal"],
)
def test_what_can_not_be_stored_is_refused(thing: Parsed) -> None:
    with pytest.raises(ValueError, match=r"kept|stored|sense"):
        fitting([thing])


@pytest.mark.parametrize(
    ("most", "column"),
    [
        (LONGEST_KEY, lambda: Message._meta.get_field("external_id")),
        (LONGEST_KEY, lambda: Message._meta.get_field("parent_external_id")),
        (LONGEST_ADDRESS, lambda: Message._meta.get_field("url")),
        (LONGEST_ACCOUNT, lambda: Handle._meta.get_field("external_id")),
    ],
)
def test_the_bounds_are_those_of_the_columns(most: int, column: Callable[[], object]) -> None:
    assert getattr(column(), "max_length", None) == most
