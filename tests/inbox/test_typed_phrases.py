"""Phrases between commas: what is shown and sent again is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.typed_phrases import phrases_in, typed_phrases

PHRASES = st.lists(st.text(st.sampled_from('ab,"“” \n*~é') | st.characters(), min_size=1), max_size=6)


@given(PHRASES)
def test_what_was_typed_comes_back_exactly(phrases: list[str]) -> None:
    assert phrases_in(typed_phrases(phrases)) == phrases


@given(PHRASES)
def test_spaces_around_it_change_nothing(phrases: list[str]) -> None:
    assert phrases_in(f" {typed_phrases(phrases)} ") == phrases


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("refund*, late again ,, ~delay\nlost", ["refund*", "late again", "~delay", "lost"]),
        ('"sorry, but", no', ["sorry, but", "no"]),
        ('say "hi", "so" they say', ['say "hi"', '"so" they say']),
        ('"never closed, so', ['"never closed', "so"]),
        ('""', []),
        ("", []),
    ],
)
def test_quotes_keep_commas_together_and_nothing_else(text: str, phrases: list[str]) -> None:
    assert phrases_in(text) == phrases
