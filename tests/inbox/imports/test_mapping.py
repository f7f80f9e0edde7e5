"""Columns may be called anything."""

from __future__ import annotations

import pytest

from inbox.imports.mapping import columns_from


def test_pairs_become_our_names_and_theirs() -> None:
    assert columns_from(["text=body", " id = tweet_id "]) == {"text": "body", "id": "tweet_id"}


@pytest.mark.parametrize("pair", ["text", "text=", "=body"])
def test_what_is_no_pair_is_named(pair: str) -> None:
    with pytest.raises(ValueError, match=f"“{pair}” is"):
        columns_from([pair])


def test_a_name_we_do_not_know_lists_those_we_do() -> None:
    with pytest.raises(ValueError, match="“body” is nothing that can be mapped; these can: id, text, author"):
        columns_from(["body=text"])
