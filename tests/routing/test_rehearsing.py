"""Rules played through the past on plain values: where they take it, by which message, and what is left them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from routing.engine import compile  # noqa: A004
from routing.health import Finding, findings, health, likelihood, telling
from routing.rehearsing import Agreement, Outcome, Overruled, Row, figures, play, weigh
from routing.rules import Rule, Step

DESK, MARKETING, PRODUCT = 1, 2, 3


def says(key: int, word: str, *steps: Step) -> Rule:
    tree: Any = {"all": [{"field": "text", "op": "contains_any", "value": [word]}]} if word else {"all": []}
    return Rule(key, f"rule {key}", 1, "received", tree, steps)


def to(department: int) -> Step:
    return Step("department", department)


def heard(*texts: str) -> list[tuple[int, dict[str, Any]]]:
    return [(place, {"trigger": "received", "text": text}) for place, text in enumerate(texts, start=100)]


def played(rules: list[Rule], *texts: str) -> Outcome:
    loose = [replace(one, steps=tuple(step for step in one.steps if step.kind != "stop")) for one in rules]
    return play(heard(*texts), compile(rules), compile(loose), DESK)


def test_where_no_rule_holds_it_stays_where_it_came_in() -> None:
    assert played([says(7, "refund", to(MARKETING))], "hello") == Outcome(DESK)


def test_each_message_may_take_it_elsewhere_and_the_last_one_that_does_is_named() -> None:
    rules = [says(7, "refund", to(MARKETING)), says(8, "broken", to(PRODUCT))]
    outcome = played(rules, "a refund", "it is broken", "thanks")
    assert (outcome.department, outcome.rule, outcome.message) == (PRODUCT, 8, 101)
    assert (outcome.held, outcome.took, outcome.overruled) == ((7, 8), (7, 8), ())


def test_a_later_message_is_asked_about_in_the_department_that_the_rules_gave_it() -> None:
    asks: Any = {"all": [{"field": "department", "op": "is", "value": [MARKETING]}]}
    rules = [says(7, "refund", to(MARKETING)), Rule(9, "on", 1, "received", asks, (to(PRODUCT),))]
    assert played(rules, "a refund").department == MARKETING
    assert played(rules, "a refund", "hello?").department == PRODUCT


def test_what_an_earlier_rule_leaves_to_a_later_one_is_told() -> None:
    first, same, other = says(1, "", to(MARKETING)), says(2, "", to(MARKETING)), says(3, "", to(PRODUCT))
    labels = says(4, "", to(PRODUCT), Step("label", 5))
    assert weigh([first, same, other, labels]) == (
        [1, 4],
        [Overruled(2, 1, "same"), Overruled(3, 1, "other"), Overruled(4, 1, "other")],
    )


def test_a_rule_that_stops_leaves_all_later_ones_nothing_and_they_did_not_hold() -> None:
    rules = [says(1, "", Step("stop")), says(2, "refund", to(MARKETING))]
    outcome = played(rules, "a refund")
    assert (outcome.department, outcome.held, outcome.took) == (DESK, (1,), (1,))
    assert outcome.overruled == (Overruled(2, 1, "stop"),)


def row(old: int, new: int, stands: int | None, corrected: int | None = None) -> Row:
    return Row(
        1, stands, corrected, Outcome(old, 7 if old != DESK else None, held=(7,)), Outcome(new, 8, 5, (8,), (8,))
    )


def test_the_numbers_of_a_rehearsal() -> None:
    found = figures(
        [row(DESK, DESK, None), row(DESK, MARKETING, MARKETING), row(MARKETING, PRODUCT, MARKETING, PRODUCT)]
    )
    assert (found.conversations, found.moved) == (3, 2)
    assert dict(found.matrix) == {(DESK, DESK): 1, (DESK, MARKETING): 1, (MARKETING, PRODUCT): 1}
    assert (found.old.undecided, found.new.undecided, found.new.matched) == (2, 0, 3)
    assert (found.old.handled, found.new.handled) == (Agreement(1, 2), Agreement(1, 2))
    assert (found.old.corrected, found.new.corrected) == (Agreement(0, 1), Agreement(1, 1))
    assert (found.old.by_rule, found.new.by_rule) == ({7: 3}, {8: 3})


def test_a_correction_says_more_than_where_it_lies() -> None:
    assert [row(DESK, DESK, MARKETING, PRODUCT).belongs, row(DESK, DESK, MARKETING).belongs] == [PRODUCT, MARKETING]


def kept(*outcomes: tuple[Outcome, int | None]) -> dict[int, dict[str, Any]]:
    return {key: one.stored() for key, one in health(outcomes).items()}


def test_a_rule_that_never_held_and_one_that_is_always_overruled_are_found() -> None:
    rules = [says(1, "", to(MARKETING)), says(2, "refund", to(PRODUCT)), says(3, "nobody says this", to(PRODUCT))]
    found = kept((played(rules, "a refund"), None), (played(rules, "hello"), None))
    assert findings([1, 2, 3], found) == [
        Finding("shadowed", 2, 1, 1, 1),
        Finding("contradicts", 2, 1, 1, 1),
        Finding("never", 3),
    ]


def test_a_rule_that_people_correct_as_often_as_not_loses() -> None:
    gives = Outcome(MARKETING, 1, 5, (1,), (1,))
    found = kept((gives, PRODUCT), (gives, MARKETING), (gives, None))
    assert findings([1], found) == [Finding("loses", 1, None, 1, 2)]
    assert findings([1], kept((gives, PRODUCT), (gives, MARKETING), (gives, MARKETING))) == []


def test_words_that_tell_are_those_that_stand_here_and_not_there() -> None:
    inside = [["the", "parcel", "is", "lost"], ["parcel", "where"], ["my", "parcel", "and", "the", "bus"]]
    outside = [["the", "bus", "is", "late"], ["the", "train"], ["is", "it", "open"], ["bus"], ["the", "fare"]]
    assert [(one.word, one.inside, one.outside) for one in telling(inside, outside)] == [("parcel", 3, 0)]
    assert telling([["parcel"]], outside) == []
    assert telling(outside, outside) == []


def test_the_likelihood_ratio_is_dunnings() -> None:
    # 2 * (10 ln 2.5 + 10 ln 0.625 + 10 ln 0.625 + 70 ln 1.09375)
    assert round(likelihood(10, 20, 10, 80), 2) == 12.07
    assert likelihood(0, 5, 0, 5) == 0
    assert round(likelihood(5, 10, 50, 100), 9) == 0
