"""The stretch of text that is shown, with the found words marked, and nothing lost or made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inbox.search.marking import LONGEST, snippet


def shown(text: str, *words: str) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in snippet(text, frozenset(words)))


def test_found_words_are_marked_as_they_stand() -> None:
    assert shown("The KÜNDIGUNG, again a kündigung.", "kündigung") == "The [KÜNDIGUNG], again a [kündigung]."


def test_only_whole_words_are_marked() -> None:
    assert shown("late, later, late_train", "late") == "[late], later, [late]_train"


def test_a_long_text_is_shown_from_shortly_before() -> None:
    text = "Long ago. " * 40 + "Then my refund came " + "and went " * 60
    told = shown(text, "refund")
    assert told.startswith("… ")
    assert told.endswith(" …")
    assert "[refund]" in told
    assert len(told) < LONGEST + 80


def test_words_with_unseen_characters_and_without_spaces_are_found() -> None:
    assert shown("a re\u200bfund", "refund") == "a [re\u200bfund]"
    assert shown("铁路很好", "铁", "路") == "[铁][路]很好"


def test_without_a_found_word_it_is_the_beginning() -> None:
    assert shown("x" * 10_000).startswith("xxx")
    assert len(shown("x" * 10_000)) <= LONGEST + 2


@given(st.text(max_size=400), st.frozensets(st.text(min_size=1, max_size=5), max_size=4))
def test_what_is_shown_is_a_stretch_of_the_text(text: str, words: frozenset[str]) -> None:
    pieces = [piece for piece in snippet(text, words) if piece.text not in ("… ", " …")]
    assert "".join(piece.text for piece in pieces) in text
