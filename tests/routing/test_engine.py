"""Facts and rules to steps, line by line, and what a trace tells."""

from __future__ import annotations

from typing import Any

import pytest

from routing.engine import compile as compile_rules
from routing.engine import decide
from routing.rules import Rule, Step
from routing.trace import ConditionTrace, GroupTrace

LATE = {"field": "text", "op": "contains_any", "value": ["late*"]}
PRESS = {"field": "relationship", "op": "is", "value": ["press"]}
MANY = {"field": "followers", "op": "above", "value": 1000}
FACTS = {"trigger": "received", "text": "Late again: the later train", "relationship": "press", "followers": 10}


def made(*trees: Any, steps: tuple[Step, ...] | None = None) -> list[Rule]:
    return [
        Rule(key, f"Rule {key}", 1, "received", tree, steps or (Step("department", key), Step("label", key)))
        for key, tree in enumerate(trees, 1)
    ]


TABLE: list[tuple[str, list[Any], list[tuple[str, int]]]] = [
    ("one holds", [{"all": [LATE]}], [("department", 1), ("label", 1)]),
    ("none holds", [{"all": [MANY]}], []),
    (
        "the first wins, labels add up",
        [{"all": [LATE]}, {"all": [PRESS]}],
        [("department", 1), ("label", 1), ("label", 2)],
    ),
    (
        "a failing first leaves it to the second",
        [{"all": [LATE, MANY]}, {"any": [PRESS, MANY]}],
        [("department", 2), ("label", 2)],
    ),
    ("none of these", [{"none": [MANY]}], [("department", 1), ("label", 1)]),
    ("groups in groups", [{"all": [{"any": [MANY, PRESS]}, {"none": [MANY]}]}], [("department", 1), ("label", 1)]),
    ("everything", [{"all": []}], [("department", 1), ("label", 1)]),
]


@pytest.mark.parametrize(("name", "trees", "steps"), TABLE, ids=[row[0] for row in TABLE])
def test_facts_to_steps(name: str, trees: list[Any], steps: list[tuple[str, int]]) -> None:
    decision = decide(FACTS, compile_rules(made(*trees)))
    assert [(each.step.kind, each.step.value) for each in decision.steps] == steps


def test_a_stop_ends_it_and_the_trace_says_so() -> None:
    rules = [
        *made({"all": [LATE]}, steps=(Step("stop"),)),
        Rule(2, "Later", 1, "received", {"all": []}, (Step("label", 1),)),
    ]
    decision = decide(FACTS, compile_rules(rules))
    assert (decision.steps, decision.winner) == ((), None)
    assert [(one.considered, one.held, one.tree is None) for one in decision.trace] == [
        (True, True, False),
        (False, False, True),
    ]


def test_a_trace_marks_the_words_and_a_near_miss_what_it_lacked() -> None:
    near = decide(FACTS, compile_rules(made({"all": [LATE, MANY]}))).trace[0]
    assert isinstance(near.tree, GroupTrace)
    words, followers = near.tree.members
    assert isinstance(words, ConditionTrace)
    assert isinstance(followers, ConditionTrace)
    assert [FACTS["text"][start : start + length] for start, length in words.marks] == ["Late", "later"]  # type: ignore[index]
    assert (near.near, words.turns, followers.turns, followers.found) == (True, False, True, [10])


def test_rules_of_another_trigger_are_not_asked() -> None:
    decision = decide({**FACTS, "trigger": "changed"}, compile_rules(made({"all": []})))
    assert (decision.steps, decision.trace) == ((), [])


def test_what_words_spoke_for_is_kept_even_where_it_did_not_hold() -> None:
    decision = decide(FACTS, compile_rules(made({"all": [LATE, MANY]}, {"all": [PRESS, MANY]})))
    assert (decision.held, decision.touched) == ((), (1,))
