"""What strangers sent is made fit for keeping."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inbox.channels.plain import storable

ANY_TEXT = st.text(st.characters(exclude_categories=()))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=10,
)


def test_ordinary_text_stays_as_it_is() -> None:
    value = {"text": "Grüße 👋🏽", "likes": 3, "tags": ["tea", None, True]}
    assert storable(value) == value


def test_a_nul_becomes_a_space_so_that_offsets_stay_true() -> None:
    assert storable({"text": "a\0b"}) == {"text": "a b"}


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert storable(json.loads(r'["\ud83d"]')) == ["?"]


@given(ANY_JSON)
def test_what_comes_out_can_be_written_as_utf8_without_nul(value: Any) -> None:
    written = json.dumps(storable(value), ensure_ascii=False).encode()
    assert b"\\u0000" not in written
