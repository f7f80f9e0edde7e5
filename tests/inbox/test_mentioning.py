"""Names are found in a text as people write them."""

from __future__ import annotations

import pytest

from inbox.mentioning import Name, places

NAMES = [Name("m1", "Ana"), Name("m2", "Ana Petrović"), Name("m3", "Zoë 🚌"), Name("d1", "Customer Service")]


def found(text: str, names: list[Name] = NAMES, chosen: tuple[str, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[p.start : p.start + p.length], p.keys) for p in places(text, names, chosen)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ana, look", [("@Ana", ("m1",))]),
        ("@Ana Petrović", [("@Ana Petrović", ("m2",))]),
        ("(@ana)", [("@ana", ("m1",))]),
        ("@Anabel", []),
        ("ana@Ana", []),
        ("mail ana.x@Ana.example", []),
        ("@ Ana", []),
        ("@Zoë 🚌!", [("@Zoë 🚌", ("m3",))]),
        ("ask @customer service and @Ana.", [("@customer service", ("d1",)), ("@Ana", ("m1",))]),
        ("", []),
    ],
)
def test_the_longest_name_that_fits_is_meant(text: str, named: list[tuple[str, tuple[str, ...]]]) -> None:
    assert found(text) == named


def test_equal_names_are_told_apart_by_what_was_chosen() -> None:
    twins = [Name("m1", "Ana"), Name("m2", "Ana")]
    assert found("@Ana", twins) == [("@Ana", ("m1", "m2"))]
    assert found("@Ana", twins, ("m2",)) == [("@Ana", ("m2",))]


def test_ten_thousand_signs_take_no_time_and_name_nobody() -> None:
    assert found("@" * 10_000) == []
