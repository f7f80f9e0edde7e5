"""Texts as Bluesky counts and marks them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.channels.base import Link
from inbox.channels.bluesky import Bluesky
from inbox.channels.bluesky.richtext import facets, links, measure
from tests.inbox.channels.bluesky.posts import mention

FAMILY = "👨‍👩‍👧"
PEOPLE = {"ann.test": "did:plc:ann"}
ANY_NUMBER = st.one_of(st.none(), st.integers(-5, 50), st.text(max_size=2), st.floats())


@pytest.mark.parametrize(
    ("text", "used"),
    [("", 0), ("tea", 3), (FAMILY, 1), ("e\u0301", 1), ("🇩🇪🇫🇷", 2), ("a\r\nb", 3), ("한국", 2), ("👋🏽", 1)],
)
def test_characters_are_counted_as_people_see_them(text: str, used: int) -> None:
    assert Bluesky.measure(text, {}).used == used


def test_three_hundred_characters_fit_and_one_more_does_not() -> None:
    assert measure("x" * 300).problem is None
    assert measure("x" * 301).problem == "Bluesky takes at most 300 characters; these are 301."


def test_three_thousand_bytes_fit_and_one_more_does_not() -> None:
    heavy = FAMILY * 166  # 18 bytes each
    assert measure(heavy + "x" * 12).problem is None
    problem = measure(heavy + "x" * 13).problem
    assert problem is not None
    assert "3,000 bytes" in problem


@given(st.text(max_size=400))
def test_a_text_never_has_more_characters_than_code_points(text: str) -> None:
    assert 0 <= measure(text).used <= len(text)


def marked(text: str) -> list[tuple[str, str]]:
    """The stretches of a text that get a facet, with what they point at."""
    data = text.encode()
    return [
        (
            data[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            next(value for name, value in facet["features"][0].items() if name != "$type"),
        )
        for facet in facets(text, PEOPLE)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grüße, see https://tea.example/a?b=1.", [("https://tea.example/a?b=1", "https://tea.example/a?b=1")]),
        ("(https://tea.example/x)", [("https://tea.example/x", "https://tea.example/x")]),
        ("https://tea.example/a_(b)", [("https://tea.example/a_(b)", "https://tea.example/a_(b)")]),
        ("no https:// here, nor e.g.this", []),
        ("👋🏽 @ann.test, hello", [("@ann.test", "did:plc:ann")]),
        ("@Ann.Test @bob.test", [("@Ann.Test", "did:plc:ann")]),
        ("ann@ann.test", []),
        ("Now #Tee, #2 and #été!", [("#Tee", "Tee"), ("#été", "été")]),
        ("a#b #" + "x" * 65, []),
        ("https://tea.example/#tea", [("https://tea.example/#tea", "https://tea.example/#tea")]),
    ],
)
def test_addresses_tags_and_known_people_are_marked(text: str, expected: list[tuple[str, str]]) -> None:
    assert marked(text) == expected


@given(st.lists(st.sampled_from(["@ann.test", "https://a.example", "#tea", "é", "👋🏽", " ", "(", ").", "\n"])))
def test_what_we_mark_is_read_back_at_the_same_place(parts: list[str]) -> None:
    text = "".join(parts)
    ours = facets(text, PEOPLE)
    read = links(text, ours)
    assert len(read) == len(ours)
    for facet, link in zip(ours, read, strict=True):
        span = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
        assert text[link.start : link.end].encode() == span


def test_byte_offsets_become_code_point_offsets() -> None:
    assert links("Hé @us", [mention("did:plc:us", 4, 7)]) == (Link(3, 6, "https://bsky.app/profile/did:plc:us"),)


def facet(start: Any, end: Any, url: str = "https://tea.example") -> dict[str, Any]:
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": url}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


@pytest.mark.parametrize(("start", "end"), [(1, 2), (0, 99), (-1, 2), (2, 2), (3, 1), (None, 2), ("0", "2")], ids=str)
def test_offsets_outside_the_text_or_inside_a_character_are_dropped(start: Any, end: Any) -> None:
    assert links("é tea", [facet(start, end)]) == ()


def test_overlapping_marks_keep_the_first() -> None:
    assert links("abcdef", [facet(2, 5), facet(0, 3)]) == (Link(0, 3, "https://tea.example"),)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//tea.example", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    assert links("tea", [facet(0, 3, url)]) == ()


@given(st.text(max_size=20), st.lists(st.tuples(ANY_NUMBER, ANY_NUMBER), max_size=4))
def test_whatever_the_offsets_the_links_lie_in_the_text_in_order(text: str, spans: list[tuple[Any, Any]]) -> None:
    found = links(text, [facet(start, end) for start, end in spans])
    last = 0
    for link in found:
        assert last <= link.start < link.end <= len(text)
        last = link.end
