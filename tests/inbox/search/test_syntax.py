"""What people type is read as they mean it, and nothing they type is an error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.search.syntax import MOST, Condition, Doubt, Problem, Query, Term, parse

TODAY = date(2026, 11, 22)
PIECES = ['"', "-", ":", "*", " ", "from:", "is:", "before:", "after:", "in:", "open", "2026", "-11", "kün", "车", "🚌"]


def read(text: str) -> Query:
    return parse(text, TODAY)


def test_words_phrases_prefixes_and_exclusions() -> None:
    assert read('late "walking frame" reimb* -bus -"never mind" -ref*').terms == (
        Term("late"),
        Term("walking frame", is_phrase=True),
        Term("reimb", is_prefix=True),
        Term("bus", excluded=True),
        Term("never mind", is_phrase=True, excluded=True),
        Term("ref", is_prefix=True, excluded=True),
    )


@pytest.mark.parametrize("text", ["e-mail", "18:12", "northline.example/claim", "@mira.rides", "don't", "#delay"])
def test_marks_inside_a_word_belong_to_it(text: str) -> None:
    assert read(text).terms == (Term(text),)
    assert read(text).doubts == ()


def test_typographic_quotes_are_quotes_and_an_open_one_ends_with_the_text() -> None:
    assert read("“late again”").terms == read('"late again').terms == (Term("late again", is_phrase=True),)


def test_conditions_with_their_values_and_their_opposites() -> None:
    asked = read('from:mira in:bluesky -label:"lost property" CHANNEL:push is:OPEN assignee:me department:hr')
    assert asked.conditions == (
        Condition("from", "mira"),
        Condition("in", "bluesky"),
        Condition("label", "lost property", excluded=True),
        Condition("in", "push"),
        Condition("is", "open"),
        Condition("assignee", "me"),
        Condition("department", "hr"),
    )
    assert asked.terms == ()
    assert asked.doubts == ()


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("after:2026-11-03", date(2026, 11, 3), None),
        ("before:2026-11", None, date(2026, 11, 1)),
        ("after:2025 before:3.2.2026", date(2025, 1, 1), date(2026, 2, 3)),
        ("after:yesterday", date(2026, 11, 21), None),
        ("after:2w", date(2026, 11, 8), None),
        ("after:2025 after:2026", date(2026, 1, 1), None),
        ("-before:2026-05-04", date(2026, 5, 4), None),
    ],
)
def test_days_as_people_write_them(text: str, after: date | None, before: date | None) -> None:
    assert (read(text).after, read(text).before) == (after, before)


@pytest.mark.parametrize(
    ("text", "problem", "named"),
    [
        ("before:Thursday", Problem.DATE, "before:Thursday"),
        ("after:2026-02-30", Problem.DATE, "after:2026-02-30"),
        ("after:9999999d", Problem.DATE, "after:9999999d"),
        ("form:mira", Problem.UNKNOWN, "form:"),
        ("from: mira", Problem.EMPTY, "from:"),
        ("from:@", Problem.EMPTY, "from:"),
        ("is:angry", Problem.STATE, "angry"),
        ("🚌", Problem.WORDLESS, "🚌"),
        ("k*", Problem.SHORT, "k*"),
    ],
)
def test_what_makes_no_sense_is_named_and_the_rest_still_searched(text: str, problem: Problem, named: str) -> None:
    asked = read(f"{text} refund")
    assert asked.doubts == (Doubt(problem, named),)
    assert Term("refund") in asked.terms


def test_an_unknown_condition_is_searched_as_words_and_an_address_is_no_condition() -> None:
    assert read("note:urgent").terms == (Term("note urgent"),)
    assert read("https://northline.example").doubts == ()


def test_very_long_searches_are_cut_and_say_so() -> None:
    asked = read(" ".join(f"word{n}" for n in range(40)))
    assert len(asked.terms) == MOST
    assert asked.doubts == (Doubt(Problem.MANY, str(MOST)),)


@given(st.one_of(st.text(max_size=600), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_no_text_is_an_error(text: str) -> None:
    asked = read(text)
    assert len(asked.terms) + len(asked.conditions) <= MOST
    assert all(term.text.strip() for term in asked.terms)
    assert all(condition.value for condition in asked.conditions)


@given(st.lists(st.from_regex(r"[a-zà-ÿ]{2,9}", fullmatch=True), min_size=1, max_size=8))
def test_plain_words_are_what_is_searched(words: list[str]) -> None:
    assert [term.text for term in read(" ".join(words)).terms] == list(dict.fromkeys(words))
