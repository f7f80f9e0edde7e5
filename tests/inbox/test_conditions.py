"""The vocabulary of conditions: what may be asked, what holds, and how it is explained."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.conditions import FIELDS, GROUPS, Field, check, holds, leaves, reasons, register
from inbox.wording import says, words_of

FACTS: dict[str, Any] = {
    "department": 1,
    "channel": 2,
    "network": "bluesky",
    "visibility": "public",
    "kind": "mention",
    "text": "We will refund your ticket.",
    "asked": "Where is my money?",
    "sentiment": "negative",
    "followers": 12_400,
    "relationship": "press",
    "role": "agent",
    "author": 7,
    "labels": [3, 4],
    "priority": 3,
    "crises": [1],
    "has_picture": False,
    "by_program": False,
    "names": {
        "department": {1: "Service"},
        "channel": {2: "@northline"},
        "network": {"bluesky": "Bluesky"},
        "member": {7: "Ben"},
        "label": {3: "refund", 4: "late"},
    },
}


def leaf(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


# Every field with every operator it has: condition, whether it holds, and how that is explained.
TABLE = [
    ("text", "contains_any", ["refund", "voucher"], True, "The reply says “refund”."),
    ("text", "contains_any", ["voucher"], False, "The reply does not say “voucher”."),
    ("text", "contains_all", ["refund", "your ticket"], True, "The reply says “refund”, “your ticket”."),
    ("text", "contains_all", ["refund", "voucher"], False, "The reply says “refund”."),
    ("text", "contains_none", ["voucher"], True, "The reply does not say “voucher”."),
    ("text", "contains_none", ["refund"], False, "The reply says “refund”."),
    ("asked", "contains_any", ["money"], True, "The message answered says “money”."),
    ("asked", "contains_all", ["money", "late"], False, "The message answered says “money”."),
    ("asked", "contains_none", ["late"], True, "The message answered does not say “late”."),
    ("visibility", "is", ["public"], True, "The reply is public."),
    ("visibility", "is_not", ["public"], False, "The reply is public."),
    ("department", "is", [1, 5], True, "It lies with Service."),
    ("department", "is_not", [5], True, "It lies with Service."),
    ("channel", "is", [3], False, "It leaves by the channel @northline."),
    ("channel", "is_not", [3], True, "It leaves by the channel @northline."),
    ("network", "is", ["bluesky"], True, "It leaves on Bluesky."),
    ("network", "is_not", ["bluesky"], False, "It leaves on Bluesky."),
    ("kind", "is", ["mention"], True, "The message answered is of the kind “Mention”."),
    ("kind", "is_not", ["direct"], True, "The message answered is of the kind “Mention”."),
    ("sentiment", "is", ["negative"], True, "The message answered sounds negative."),
    ("sentiment", "is_not", ["negative"], False, "The message answered sounds negative."),
    ("followers", "above", 10_000, True, "The person answered has 12,400 followers."),
    ("followers", "above", 12_400, False, "The person answered has 12,400 followers."),
    ("followers", "at_least", 12_400, True, "The person answered has 12,400 followers."),
    ("followers", "below", 12_400, False, "The person answered has 12,400 followers."),
    ("relationship", "is", ["press", "influencer"], True, "To us, the person answered is: Press."),
    ("relationship", "is_not", ["press"], False, "To us, the person answered is: Press."),
    ("role", "is", ["agent"], True, "Its writer’s role there: Agent."),
    ("role", "is_not", ["lead"], True, "Its writer’s role there: Agent."),
    ("author", "is", [7], True, "Ben wrote it."),
    ("author", "is_not", [7], False, "Ben wrote it."),
    ("labels", "has_any", [3, 9], True, "The conversation is labelled “refund”."),
    ("labels", "has_all", [3, 4], True, "The conversation is labelled “refund”, “late”."),
    ("labels", "has_all", [3, 9], False, "The conversation is labelled “refund”."),
    ("crises", "has_any", [1, 5], True, "The crisis of “Service” is on."),
    ("crises", "has_any", [5], False, "No crisis that was asked for is on."),
    ("crises", "has_none", [5], True, "No crisis that was asked for is on."),
    ("labels", "has_none", [9], True, "The conversation lacks the labels asked for."),
    ("priority", "is", [3, 4], True, "Its priority: High."),
    ("priority", "is_not", [1], True, "Its priority: High."),
    ("has_picture", "is", False, True, "It carries no picture."),
    ("has_picture", "is", True, False, "It carries no picture."),
    ("by_program", "is", False, True, "A person wrote it."),
]


@pytest.mark.parametrize(("field", "op", "value", "answer", "why"), TABLE)
def test_every_field_and_operator(field: str, op: str, value: Any, answer: bool, why: str) -> None:
    tree = check({"all": [leaf(field, op, value)]})
    assert holds(tree, FACTS) is answer
    assert reasons(tree, FACTS) == ([why] if answer else [])
    assert reasons({"none": [*tree["all"]]}, FACTS) == ([] if answer else [why])


def test_the_table_names_every_field() -> None:
    assert {row[0] for row in TABLE} == FIELDS.keys()
    assert {row[1] for row in TABLE} == {op for field in FIELDS.values() for op in field.operators}


@pytest.mark.parametrize(
    ("field", "op", "value", "answer"),
    [
        ("followers", "above", 0, False),
        ("followers", "below", 10, False),
        ("sentiment", "is", ["negative"], False),
        ("sentiment", "is_not", ["negative"], True),
        ("labels", "has_any", [1], False),
        ("labels", "has_none", [1], True),
        ("text", "contains_none", ["x"], True),
        ("has_picture", "is", False, True),
    ],
)
def test_what_is_not_known_meets_no_condition_that_asks_for_something(
    field: str, op: str, value: Any, answer: bool
) -> None:
    assert holds(check({"all": [leaf(field, op, value)]}), {}) is answer


@pytest.mark.parametrize(
    ("tree", "says_what"),
    [
        (None, "stand in a group"),
        ([], "stand in a group"),
        ({}, "stand in a group"),
        ({"all": [], "any": []}, "stand in a group"),
        ({"some": []}, "stand in a group"),
        (leaf("text", "contains_any", ["x"]), "stand in a group"),
        ({"all": []}, "at least one condition"),
        ({"all": "text"}, "at least one condition"),
        ({"all": [{"any": [{"all": [leaf("followers", "above", 1)]}]}]}, "group within a group"),
        ({"all": [{"field": "text"}]}, "a field, an operator and a value"),
        ({"all": [leaf("weather", "is", ["wet"])]}, "“weather” is nothing"),
        ({"all": [leaf(["text"], "is", ["wet"])]}, "nothing that can be asked"),  # type: ignore[arg-type]
        ({"all": [leaf("text", "above", ["x"])]}, "The reply.*above"),
        ({"all": [leaf("text", "contains_any", [])]}, "The reply: name between"),
        ({"all": [leaf("text", "contains_any", ["..."])]}, "no word to look for"),
        ({"all": [leaf("text", "contains_any", [5])]}, "at most 200"),
        ({"all": [leaf("text", "contains_any", ["x" * 201])]}, "at most 200"),
        ({"all": [leaf("visibility", "is", ["secret"])]}, "“secret” is none of its values"),
        ({"all": [leaf("department", "is", ["1"])]}, "“1” is none of its values"),
        ({"all": [leaf("department", "is", [True])]}, "none of its values"),
        ({"all": [leaf("department", "is", [0])]}, "none of its values"),
        ({"all": [leaf("network", "is", [{}])]}, "none of its values"),
        ({"all": [leaf("followers", "above", "many")]}, "a whole number"),
        ({"all": [leaf("followers", "above", True)]}, "a whole number"),
        ({"all": [leaf("followers", "above", -1)]}, "a whole number"),
        ({"all": [leaf("has_picture", "is", "yes")]}, "say yes or no"),
        ({"all": [leaf("followers", "above", 1)] * 51}, "more than 50"),
        ({"all": [{"any": [leaf("followers", "above", 1)] * 30}] * 2}, "more than 50"),
    ],
)
def test_what_makes_no_sense_is_named_in_a_sentence(tree: object, says_what: str) -> None:
    with pytest.raises(ValueError, match=says_what) as refusal:
        check(tree)
    assert str(refusal.value).endswith(".")


def test_values_are_tidied() -> None:
    tree = {"any": [leaf("text", "contains_any", [" money   back ", "money back"]), leaf("visibility", "is", "public")]}
    assert check(tree) == {"any": [leaf("text", "contains_any", ["money back"]), leaf("visibility", "is", ["public"])]}
    assert [one["field"] for one in leaves(check(tree))] == ["text", "visibility"]


def test_reasons_name_only_what_held() -> None:
    tree = check({"all": [{"any": [leaf("text", "contains_any", ["voucher"]), leaf("followers", "above", 10)]}]})
    assert reasons(tree, FACTS) == ["The person answered has 12,400 followers."]


def test_a_name_stands_for_one_field() -> None:
    with pytest.raises(ValueError, match="already"):
        register("text", FIELDS["text"])
    with pytest.raises(ValueError, match="no kind"):
        register("weather", Field("The weather", "mood", "It is %(value)s."))
    assert "weather" not in FIELDS


WORDS = ["refund", "money", "late", "train", "sorry"]
SOME_FACTS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
        "visibility": st.sampled_from(["public", "private"]),
        "followers": st.none() | st.integers(0, 20),
        "labels": st.lists(st.integers(1, 4), unique=True),
        "has_picture": st.booleans(),
    },
)
LEAVES = st.one_of(
    st.builds(
        lambda op, value: leaf("text", op, value),
        st.sampled_from(["contains_any", "contains_all", "contains_none"]),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    ),
    st.builds(
        lambda op, value: leaf("visibility", op, value),
        st.sampled_from(["is", "is_not"]),
        st.lists(st.sampled_from(["public", "private"]), min_size=1),
    ),
    st.builds(
        lambda op, value: leaf("followers", op, value),
        st.sampled_from(["above", "at_least", "below"]),
        st.integers(0, 20),
    ),
    st.builds(
        lambda op, value: leaf("labels", op, value),
        st.sampled_from(["has_any", "has_all", "has_none"]),
        st.lists(st.integers(1, 4), min_size=1),
    ),
    st.builds(lambda value: leaf("has_picture", "is", value), st.booleans()),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda word, members: {word: members}, st.sampled_from(list(GROUPS)), st.lists(inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


def naive(tree: Any, facts: Any) -> Any:
    """The same question, written as long-hand as can be."""
    if "field" not in tree:
        ((word, members),) = tree.items()
        met = sum(1 for one in members if naive(one, facts))
        return {"all": met == len(members), "any": met > 0, "none": met == 0}[word]
    fact, value, op = facts.get(tree["field"]), tree["value"], tree["op"]
    if tree["field"] == "text":
        met = sum(1 for word in value if word in (fact or "").split())
        return {"contains_any": met > 0, "contains_all": met == len(value), "contains_none": met == 0}[op]
    if tree["field"] == "visibility":
        return (fact in value) == (op == "is")
    if tree["field"] == "followers":
        return fact is not None and {"above": fact > value, "at_least": fact >= value, "below": fact < value}[op]
    if tree["field"] == "labels":
        met = sum(1 for one in set(value) if one in (fact or []))
        return {"has_any": met > 0, "has_all": met == len(set(value)), "has_none": met == 0}[op]
    return (fact is True) == value


@given(TREES, SOME_FACTS)
def test_it_holds_exactly_when_a_naive_reader_says_so(tree: dict[str, Any], facts: dict[str, Any]) -> None:
    assert holds(tree, facts) is naive(tree, facts)


@given(TREES, SOME_FACTS)
def test_there_are_reasons_exactly_when_it_holds(tree: dict[str, Any], facts: dict[str, Any]) -> None:
    assert bool(reasons(tree, facts)) is holds(tree, facts)


@given(TREES, SOME_FACTS)
def test_checking_changes_no_answer(tree: dict[str, Any], facts: dict[str, Any]) -> None:
    try:
        checked = check(tree)
    except ValueError:
        return
    assert holds(checked, facts) is holds(tree, facts)
    assert check(checked) == checked


def test_words_are_found_as_the_vocabulary_promises() -> None:
    assert says(words_of("Rückerstattungen folgen"), "ruckerstattung*")
