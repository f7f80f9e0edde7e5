"""Regular expressions of administrators: found, refused, bounded."""

from __future__ import annotations

import time

import pytest

from routing.expressions import AT_ONCE, LONGEST_TEXT, Expressions, NoExpressionError, compiled, places_of

HOSTILE = (r"(a|aa)+$", r"(x+x+)+y", r"(a?){50}a{50}", r"(.*)(.*)(.*)(.*)[0-9]x$", r"(\w+\s?)+$", r"[^a]*a.{20}b")
TEXTS = ("a" * 100_000, "ab " * 40_000, "é" * 50_000, "x" * 50_000)


def test_only_what_is_met_is_found_whatever_its_case() -> None:
    many = Expressions([r"\bbooking\s+\d+", r"\d{6}", "refund(s|ed)?$"])
    assert many.found_in("My BOOKING 12") == [r"\bbooking\s+\d+"]
    assert set(many.found_in("booking 123456: refunded")) == {r"\bbooking\s+\d+", r"\d{6}", "refund(s|ed)?$"}
    assert many.found_in("nothing") == []
    assert Expressions([]).found_in("anything") == []


def test_more_than_one_filter_holds_are_asked_all_the_same() -> None:
    many = Expressions([rf"word{number:05d}\s+\d" for number in range(2 * AT_ONCE + 1)])
    assert many.found_in("word00000 7, WORD04000 1, word02000 x") == [r"word00000\s+\d", r"word04000\s+\d"]


def test_one_that_no_filter_takes_is_named() -> None:
    with pytest.raises(NoExpressionError, match=r"^\(: "):
        Expressions([*(f"word{number}" for number in range(20)), "("])


def test_a_backslash_before_a_c_is_no_byte() -> None:
    assert places_of(r"x\\C", r"é x\C") == [(2, 3)]


def test_one_kept_before_that_was_refused_still_has_places() -> None:
    assert places_of(r"x\C", "a xé 🚆") == [(2, 1)]


def test_places_are_counted_in_characters() -> None:
    assert places_of(r"z\pL+", "Für Züge und Zäune") == [(4, 4), (13, 5)]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("a" * 501, "long"),
        (r"(?:\pL{10}\s){10}", "large"),
        (r"x*", "empty"),
        (r"(?<=a)b", "invalid perl operator"),
        (r"(a)\1", "invalid escape sequence"),
        ("(", "missing )"),
        (r"((a{100}){100}){100}", "invalid repetition size"),
        (r"x\C", "byte"),
        (r"\\\C", "byte"),
    ],
)
def test_what_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(NoExpressionError) as refused:
        compiled(expression)
    assert reason in refused.value.reason


@pytest.mark.parametrize("expression", HOSTILE)
def test_a_hostile_one_takes_at_most_a_tenth_of_a_second_of_work(expression: str) -> None:
    one = Expressions([expression])
    for text in TEXTS:
        began = time.process_time()
        one.found_in(text)
        places_of(expression, text)
        assert time.process_time() - began < 0.1


def test_of_a_very_long_text_only_the_beginning_is_looked_at() -> None:
    assert Expressions(["end"]).found_in("x" * LONGEST_TEXT + "end") == []
