"""How a rule's words are written, and where they stand in a text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.wording import fold, words_of
from routing.words import Said, Stems, meets_wild, phrase_of, places_of

STEMS = Stems(["en", "de"])


def marked(text: str, phrase: str) -> list[str]:
    said = Said(text)
    found = phrase_of(phrase)
    spans = [said.span(start, len(found)) for start in places_of(found, said.words, STEMS)]
    return [text[start : start + length] for start, length in spans]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("refund", "A REFUND, please: refunds", ["REFUND"]),
        ("late again", "Late again! Late, again.", ["Late again", "Late, again"]),
        ("late again", "late and again", []),
        ("cancel*", "Cancel, cancelled, Cancellation; scancel", ["Cancel", "cancelled", "Cancellation"]),
        ("cancel* order", "they cancelled order 5", ["cancelled order"]),
        ("*book*", "rebooking a book", ["rebooking", "book"]),
        ("re*d", "refund and read, reds", ["refund", "read"]),
        ("~refund", "Refunds were refunded, refunding", ["Refunds", "refunded", "refunding"]),
        ("~Verspätung", "Die Verspätungen", ["Verspätungen"]),
        ("cafe", "Ein Café", ["Café"]),
        ("strasse", "Bahnhofstraße, Straße 5", ["Straße"]),
        ("ruckerstattung", "Rücker\u00adstattung", ["Rücker\u00adstattung"]),
        ("退款", "我要退款吧", ["退款"]),
        ("👍", "gut 👍🏽!", ["👍🏽"]),
        ("o'clock", "at five o’clock", ["o’clock"]),
        ("*", "anything", []),
        ("!!", "anything!!", []),
    ],
)
def test_what_a_phrase_finds(phrase: str, text: str, found: list[str]) -> None:
    assert marked(text, phrase) == found


@given(st.text())
def test_every_word_of_any_text_has_its_place(text: str) -> None:
    said = Said(text)
    assert said.words == words_of(text)
    assert len(said.spans) == len(said.words)
    for word, (start, length) in zip(said.words, said.spans, strict=True):
        assert length > 0
        assert word in fold(text[start : start + length])
    assert [start for start, _length in said.spans] == sorted(start for start, _length in said.spans)


@given(st.text(), st.text())
def test_a_phrase_without_signs_means_what_it_means_to_policies(text: str, phrase: str) -> None:
    plain = phrase.replace("*", " ").replace("~", " ")
    words, wanted = words_of(text), words_of(plain)
    there = (
        [at for at in range(len(words) - len(wanted) + 1) if words[at : at + len(wanted)] == wanted] if wanted else []
    )
    assert places_of(phrase_of(plain), Said(text).words, STEMS) == there


def test_a_language_without_a_stemmer_leaves_words_as_they_are() -> None:
    assert places_of(phrase_of("~refunds"), ("refunds", "refund"), Stems(["ja"])) == [0]


@given(st.text("ab", max_size=7), st.lists(st.text("ab", max_size=3), min_size=2, max_size=4))
def test_asterisks_stand_for_any_letters(word: str, parts: list[str]) -> None:
    assert meets_wild(word, "*".join(parts)) is bool(re.fullmatch(".*".join(parts), word))
