"""Who gets new work: chosen among plain values."""

from __future__ import annotations

import pytest

from inbox.placing import Candidate, Chosen, Lack, Need, choose, code_of, lack_words, language_name, primary

ANA = Candidate(1, True, frozenset({"en", "de"}), frozenset({7}), open=3)
BEN = Candidate(2, True, frozenset({"en"}), open=1)
LEILA = Candidate(3, True, frozenset({"en", "ar"}), frozenset({7, 8}), open=1)
TEAM = (LEILA, ANA, BEN)


def names(way: str, need: Need | None = None, last: int | None = None) -> int | None:
    return choose(TEAM, need or Need(), way, last).member


def test_in_turn_each_comes_after_the_other_and_the_first_after_the_last() -> None:
    assert [names("turn", last=last) for last in (None, 1, 2, 3, 99)] == [1, 2, 3, 1, 1]


def test_by_load_the_least_open_and_of_equals_the_next() -> None:
    assert [names("load", last=last) for last in (None, 1, 2, 3)] == [2, 2, 3, 2]


def test_only_those_who_fit_have_a_turn() -> None:
    assert names("turn", Need("de"), last=1) == 1
    assert names("turn", Need(topics=(7,)), last=1) == 3
    assert names("load", Need("en", (7, 8))) == 3
    assert choose(TEAM, Need("en"), "load", None) == Chosen(2, 3, 1)


@pytest.mark.parametrize(
    ("team", "need", "code"),
    [
        ((), Need(), "staff"),
        ((Candidate(1, on_duty=False),), Need(), "duty"),
        (TEAM, Need("cy"), "language:cy"),
        (TEAM, Need(topics=(9,)), "topic"),
        (TEAM, Need("de", (8,)), "topic"),
        ((BEN,), Need(gave_back=2), "gave_back"),
        ((Candidate(1, on_duty=True, open=4, most_open=4),), Need(), "room"),
        ((Candidate(1, on_duty=True, most_open=0),), Need(), "room"),
    ],
)
def test_where_nobody_can_the_first_thing_that_is_missing_is_named(
    team: tuple[Candidate, ...], need: Need, code: str
) -> None:
    chosen = choose(team, need, "turn", None)
    assert chosen.member is None
    assert code_of(chosen, need) == code
    assert lack_words(code)


def test_the_topic_that_nobody_knows_is_told() -> None:
    assert choose(TEAM, Need(topics=(7, 9)), "turn", None) == Chosen(lack=Lack.TOPIC, topic=9)


def test_words_for_people() -> None:
    assert lack_words("language:de") == "nobody on duty speaks German"
    assert lack_words("duty") == "nobody on duty"
    assert lack_words("") == lack_words("nonsense") == ""
    assert language_name("xq") == "XQ"


@pytest.mark.parametrize(("told", "code"), [("de-AT", "de"), ("pt_BR", "pt"), ("EN", "en"), ("und", ""), ("", "")])
def test_a_language_without_its_region(told: str, code: str) -> None:
    assert primary(told) == code
