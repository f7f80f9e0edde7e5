"""Words as people write them, and how policies find them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.wording import fold, says, words_of


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("I want a refund.", "refund"),
        ("I want a REFUND!", "refund"),
        ("Où est mon remboursé ?", "rembourse"),
        ("Die Rücker\u00adstattung fehlt", "rückerstattung"),
        ("#Refund now", "refund"),
        ("my_refund please", "refund"),
        ("re\u200bfund", "refund"),
        ("ｒｅｆｕｎｄ", "refund"),
        ("Don’t you dare", "don't"),
        ("We will give your  money\nback", "money back"),
        ("He cancelled it", "cancel*"),
        ("cancelling orders", "cancel* order*"),
        ("Straße gesperrt", "STRASSE"),
        ("Łódź", "lodz"),
        ("返金してください", "返金"),
        ("ขอเงินคืน", "เงินคืน"),
        ("That is 😡", "😡"),
        ("ΟΔΌΣ", "οδος"),
    ],
)
def test_it_is_said(text: str, phrase: str) -> None:
    assert says(words_of(text), phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Those refunds are late", "refund"),
        ("prerefund", "refund"),
        ("money is back", "money back"),
        ("back money", "money back"),
        ("scancel", "cancel*"),
        ("cancelled my order", "cancel* order"),
        ("", "refund"),
        ("anything at all", "..."),
        ("anything at all", "*"),
        ("返事", "返金"),
    ],
)
def test_it_is_not_said(text: str, phrase: str) -> None:
    assert not says(words_of(text), phrase)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert words_of(" ".join(words_of(text))) == words_of(text)


@given(st.lists(st.sampled_from(["refund", "money", "back", "order", "late"]), max_size=8), st.data())
def test_every_stretch_of_a_text_is_said_by_it(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(0, len(words) - 1)))
    stretch = words[start : start + 3]
    assert says(tuple(words), " ".join(stretch)) == bool(stretch)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüéñç", min_size=1))
def test_case_makes_no_difference(word: str) -> None:
    assert fold(word.upper()) == fold(word)
