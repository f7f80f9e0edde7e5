"""Rows of a policy's form: read from what was sent, changed by buttons, and back to a tree."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from inbox.condition_shape import Row, Shape, changed, filled_from, shape_of, tree_of
from inbox.conditions import check

FAMOUS = {"field": "followers", "op": "above", "value": 10}
PUBLIC = {"field": "visibility", "op": "is", "value": ["public"]}
PICTURE = {"field": "has_picture", "op": "is", "value": True}
LEAVES = st.sampled_from([FAMOUS, PUBLIC, PICTURE])
WORDS = st.sampled_from(["all", "any", "none"])


def sent(text: str = "") -> QueryDict:
    return QueryDict(text)


def test_what_a_browser_sends_is_read_and_nonsense_left_out() -> None:
    shape = shape_of(
        sent(
            "groups=1&groups=x&rows=0&r0-field=text&r0-group=1&rows=2&r2-field=weather&r2-group=0"
            "&rows=3&r3-field=text&r3-group=9&steps=0&steps=0&steps=4"
        )
    )
    assert shape == Shape(("0", "1"), (Row("0", "1", "text"),), ("0", "4"))


def test_each_button_changes_one_thing() -> None:
    shape = changed(Shape(), "add:0", sent("add-0=text"))
    assert (shape.rows, shape.newest) == ((Row("0", "0", "text"),), "r0-value")
    shape = changed(shape, "group", sent())
    assert (shape.groups, shape.newest) == (("0", "1"), "g1-mode")
    shape = changed(shape, "add:1", sent("add-1=followers"))
    assert shape.rows[-1] == Row("1", "1", "followers")
    shape = changed(shape, "step", sent())
    assert shape.steps == ("0", "1")
    assert changed(shape, "unstep:0", sent()).steps == ("1",)
    assert changed(shape, "drop:0", sent()).rows == (Row("1", "1", "followers"),)
    without = changed(shape, "ungroup:1", sent())
    assert (without.groups, without.rows) == (("0",), (Row("0", "0", "text"),))


def test_there_is_an_end_to_rows_groups_and_steps() -> None:
    shape = Shape()
    for _number in range(80):
        for button in ("add:0", "group", "step"):
            shape = changed(shape, button, sent("add-0=text"))
    assert (len(shape.rows), len(shape.groups), len(shape.steps)) == (50, 10, 5)


@given(WORDS, st.lists(LEAVES, min_size=1, max_size=4), st.lists(st.tuples(WORDS, st.lists(LEAVES, min_size=1))))
def test_a_stored_tree_comes_back_from_its_rows(
    word: str, leaves: list[Any], groups: list[tuple[str, list[Any]]]
) -> None:
    tree = check({word: [*leaves[:2], *({mode: inner[:2]} for mode, inner in groups[:3])]})
    filled = filled_from(tree, [{"department": 1, "role": "lead"}], name="A policy", second_look=True)
    asked: dict[str, Any] = {"followers": FAMOUS, "visibility": PUBLIC, "has_picture": PICTURE}
    back = tree_of(
        filled.shape,
        {group: filled.values[f"g{group}-mode"] for group in filled.shape.groups},
        {row.key: asked[row.field] for row in filled.shape.rows},
    )
    assert back == tree


def test_a_group_that_holds_nothing_is_left_out() -> None:
    shape = Shape(("0", "1"), (Row("0", "0", "followers"),))
    assert tree_of(shape, {"0": "any", "1": "none"}, {"0": FAMOUS}) == {"any": [FAMOUS]}
