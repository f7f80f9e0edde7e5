"""Rules that could set one another off for ever are found and named; others are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from routing import cycles
from routing.cycles import cycle_among
from routing.rules import Rule, Step
from routing.supposing import verdict


def leaf(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def rules(*made: tuple[Any, list[Step]], trigger: str = "changed") -> list[Rule]:
    return [Rule(key, f"Rule {key}", 1, trigger, tree, tuple(steps)) for key, (tree, steps) in enumerate(made, 1)]


def to(department: int) -> list[Step]:
    return [Step("department", department)]


LATE = leaf("text", "contains_any", ["late"])
IN_1, IN_2, IN_3 = (leaf("department", "is", [number]) for number in (1, 2, 3))
MOVED, PRESSED = (leaf("change", "is", [word]) for word in ("move", "prioritise"))
EVERYTHING: dict[str, Any] = {"all": []}

ENDLESS = {
    "two that pass it back and forth": [({"all": [IN_1]}, to(2)), ({"all": [IN_2]}, to(1))],
    "three in a ring": [({"all": [IN_1]}, to(2)), ({"all": [IN_2]}, to(3)), ({"all": [IN_3]}, to(1))],
    "by way of the priority": [
        ({"all": [leaf("priority", "is", [4]), LATE]}, [Step("priority", 1)]),
        ({"all": [leaf("priority", "is", [1])]}, [Step("priority", 4)]),
    ],
    "one that asks nothing of what the other changes": [({"all": [IN_3, LATE]}, to(2)), (EVERYTHING, to(3))],
    "by two kinds of changes in turn": [
        ({"all": [MOVED, IN_1]}, [Step("priority", 4)]),
        ({"all": [PRESSED, IN_1, leaf("priority", "is", [4])]}, to(2)),
        ({"all": [MOVED, IN_2]}, [Step("priority", 1)]),
        ({"all": [PRESSED, IN_2, leaf("priority", "is", [1])]}, to(1)),
    ],
    "topics that one message can be about together": [
        ({"all": [IN_1, leaf("topics", "has_any", [5])]}, to(2)),
        ({"all": [IN_2, leaf("topics", "has_any", [6])]}, to(1)),
    ],
    "whoever works on it, while they work in both": [
        ({"all": [IN_1, leaf("assigned", "is", True)]}, to(2)),
        ({"all": [IN_2, leaf("assigned", "is", True)]}, to(1)),
    ],
    "one that contradicts itself by a label's absence and presence": [
        ({"all": [IN_1, leaf("labels", "has_any", [7])]}, to(2)),
        ({"none": [IN_1]}, [Step("department", 1), Step("label", 7)]),
    ],
}
HARMLESS = {
    "two that agree": [({"all": [IN_1]}, to(2)), ({"all": [IN_3]}, to(2))],
    "a chain that ends": [({"all": [IN_1]}, to(2)), ({"all": [IN_2]}, to(3))],
    "the first always wins": [({"all": [LATE]}, to(2)), (EVERYTHING, to(3))],
    "a label is put on once": [({"none": [leaf("labels", "has_any", [7])]}, [Step("label", 7)])],
    "channels that exclude each other": [
        ({"all": [IN_1, leaf("channel", "is", [5])]}, to(2)),
        ({"all": [IN_2, leaf("channel", "is", [6])]}, to(1)),
    ],
    "a stop before the second": [({"all": [IN_2]}, [Step("stop")]), ({"all": [IN_1]}, to(2)), ({"all": [IN_2]}, to(1))],
    "numbers that exclude each other": [
        ({"all": [IN_1, leaf("followers", "above", 9)]}, to(2)),
        ({"all": [IN_2, leaf("followers", "below", 9)]}, to(1)),
    ],
    "a move is no prioritising": [({"all": [PRESSED, IN_1]}, to(2)), ({"all": [PRESSED, IN_2]}, to(1))],
    "words that exclude each other": [
        ({"all": [IN_1, LATE]}, to(2)),
        ({"all": [IN_2, leaf("text", "contains_none", ["late"])]}, to(1)),
    ],
    "given to somebody once": [({"all": [leaf("assigned", "is", False)]}, [Step("assignee", "auto")])],
    "nothing": [],
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless(name: str) -> None:
    made = rules(*ENDLESS[name])
    assert cycle_among(made) == made


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless(name: str) -> None:
    assert cycle_among(rules(*HARMLESS[name])) == []


def test_only_those_in_the_cycle_are_named() -> None:
    made = rules(*ENDLESS["three in a ring"], ({"all": [LATE]}, [Step("label", 1)]))
    assert [rule.key for rule in cycle_among(made)] == [1, 2, 3]


def test_others_that_name_other_values_hide_no_cycle() -> None:
    def narrow(number: int, department: int, *steps: Step) -> tuple[Any, list[Step]]:
        asked = [leaf("channel", "is", [number]), leaf("language", "is", [f"l{number}"])]
        return {"all": [*asked, leaf("department", "is", [department])]}, list(steps)

    others = [narrow(number, number + 50, Step("department", number + 90)) for number in range(10)]
    made = rules(*others, narrow(77, 1, Step("department", 2)), narrow(77, 2, Step("department", 1)))
    assert [rule.key for rule in cycle_among(made)] == [11, 12]


@pytest.mark.parametrize("count", [20, 1_000])
def test_what_is_asked_of_many_is_bounded(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def counted(tree: Any, known: Any) -> Any:
        asked.append(tree)
        return verdict(tree, known)

    monkeypatch.setattr(cycles, "verdict", counted)
    words = [leaf("text", "contains_any", [f"w{number}"]) for number in range(count)]
    made = [
        (
            {"all": [words[number], leaf("channel", "is", [number + 1]), leaf("department", "is", [number % 15 + 1])]},
            to(number * 7 % 15 + 1),
        )
        for number in range(count)
    ]
    assert cycle_among(rules(*made)) == []
    assert len(asked) <= 2 * cycles.MOST_ASKED


def test_what_answers_to_messages_sets_nothing_off() -> None:
    assert cycle_among(rules(*ENDLESS["two that pass it back and forth"], trigger="received")) == []


def test_among_many_rules_a_cycle_is_found_too() -> None:
    many = [({"all": [leaf("text", "contains_any", [f"topic {n}"])]}, [Step("label", n)]) for n in range(40)]
    made = rules(*many, *ENDLESS["two that pass it back and forth"])
    assert {1, 2} <= {rule.key - 40 for rule in cycle_among(made)}
