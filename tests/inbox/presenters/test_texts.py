"""A stranger's text and links become pieces that are safe to draw."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.presenters.texts import Piece, pieces, web_address


def link(start: Any, end: Any, url: Any = "https://a.example/") -> dict[str, Any]:
    return {"start": start, "end": end, "url": url}


def test_links_are_cut_out_in_order() -> None:
    text = "see 🚆 here and there"
    found = pieces(text, [link(15, 20, "http://b.example/x"), link(6, 10)])
    assert found == [
        Piece("see 🚆 "),
        Piece("here", "https://a.example/"),
        Piece(" and "),
        Piece("there", "http://b.example/x"),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        link(0, 3, "javascript:alert(1)"),
        link(0, 3, "data:text/html,x"),
        link(0, 3, "//a.example"),
        link(0, 3, "http://[broken"),
        link(0, 3, None),
        link(3, 0),
        link(-1, 2),
        link(0, 99),
        link("0", 3),
        {},
    ],
)
def test_senseless_links_stay_text(bad: dict[str, Any]) -> None:
    assert pieces("hello", [bad]) == [Piece("hello")]


def test_of_overlapping_links_the_first_counts() -> None:
    assert pieces("abcdef", [link(2, 5), link(0, 3, "https://b.example/")]) == [
        Piece("abc", "https://b.example/"),
        Piece("def"),
    ]


@given(st.text(), st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40), st.text(max_size=12))))
def test_no_text_is_lost_or_made_up(text: str, spans: list[tuple[int, int, str]]) -> None:
    links = [link(start, end, f"https://a.example/{path}") for start, end, path in spans]
    assert "".join(piece.text for piece in pieces(text, links)) == text


@given(st.text())
def test_only_web_addresses_pass(url: str) -> None:
    passed = web_address(url)
    assert passed == "" or passed.lower().startswith(("http://", "https://"))
