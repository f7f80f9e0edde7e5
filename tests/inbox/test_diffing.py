"""Word by word: nothing is lost, and only what changed is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.diffing import Stretch, diff, words_changed
from tests.naughty import ALL

TEXTS = st.lists(
    st.sampled_from(["we", "pay", "you", "half", "it’s", ",", ".", " ", "  ", "\n", "ß", "🚆", "100"])
).map("".join)


def read(stretches: list[Stretch], without: str) -> str:
    return "".join(one.text for one in stretches if one.mark != without)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it_to_the_letter(before: str, after: str) -> None:
    found = diff(before, after)
    assert (read(found, "new"), read(found, "gone")) == (before, after)
    assert all(one.text for one in found)


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_strange_texts_survive(text: str) -> None:
    found = diff(text, f"{text} more")
    assert (read(found, "new"), read(found, "gone")) == (text, f"{text} more")


def test_only_what_changed_is_marked() -> None:
    found = diff("It leaves on Thursday, and waits.", "It leaves next week; and waits.")
    assert [one for one in found if one.mark != "same"] == [
        Stretch("gone", "on Thursday,"),
        Stretch("new", "next week;"),
    ]
    assert words_changed(found) == 2


def test_equal_texts_have_nothing_marked() -> None:
    assert diff("Same.", "Same.") == [Stretch("same", "Same.")]
    assert diff("", "") == []
    assert words_changed(diff("Same.", "Same.")) == 0


def test_very_long_texts_are_compared_as_wholes() -> None:
    before, after = "a " * 3000, "b " * 3000
    assert diff(before, after) == [Stretch("gone", before), Stretch("new", after)]
