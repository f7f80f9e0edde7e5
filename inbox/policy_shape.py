"""A policy as rows of a form: read from a stored one or from what was sent, and changed by its buttons; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from inbox.conditions import FIELDS, GROUPS, MOST_LEAVES, Tree

TOP = "0"
MOST_GROUPS, MOST_STEPS = 10, 5


@dataclass(frozen=True, slots=True)
class Row:
    """One condition: its key in names of inputs, the group it stands in, and what it asks."""

    key: str
    group: str
    field: str


@dataclass(frozen=True, slots=True)
class Shape:
    """Which rows the form has; what is typed into them is kept apart."""

    groups: tuple[str, ...] = (TOP,)
    rows: tuple[Row, ...] = ()
    steps: tuple[str, ...] = ("0",)
    newest: str = ""
    """The name of the input that was just added, which takes the focus."""

    def rows_of(self, group: str) -> list[Row]:
        """The conditions of one group."""
        return [row for row in self.rows if row.group == group]


@dataclass(frozen=True, slots=True)
class Filled:
    """A shape and what stands in its inputs."""

    shape: Shape = field(default_factory=Shape)
    values: Mapping[str, Any] = field(default_factory=dict)


def shape_of(sent: QueryDict) -> Shape:
    """The rows that were on the page which sent this; anything that can't be is left out."""
    groups = (TOP, *(key for key in _keys(sent, "groups")[:MOST_GROUPS] if key != TOP))
    rows = [Row(key, sent.get(f"r{key}-group", TOP), sent.get(f"r{key}-field", "")) for key in _keys(sent, "rows")]
    known = [row for row in rows if row.group in groups and row.field in FIELDS]
    return Shape(groups, tuple(known[:MOST_LEAVES]), tuple(_keys(sent, "steps")[:MOST_STEPS]))


def changed(shape: Shape, button: str, sent: QueryDict) -> Shape:
    """The shape after one of the form's buttons: "add:0", "drop:3", "group", "ungroup:1", "step", "unstep:2"."""
    act, _colon, key = button.partition(":")
    if act == "add":
        return _with_row(shape, key, sent.get(f"add-{key}", ""))
    if act == "group" and len(shape.groups) < MOST_GROUPS:
        new = _free(shape.groups)
        return replace(shape, groups=(*shape.groups, new), newest=f"g{new}-mode")
    if act == "step" and len(shape.steps) < MOST_STEPS:
        new = _free(shape.steps)
        return replace(shape, steps=(*shape.steps, new), newest=f"s{new}-department")
    return _without(shape, act, key)


def _with_row(shape: Shape, group: str, asked: str) -> Shape:
    if group not in shape.groups or asked not in FIELDS or len(shape.rows) >= MOST_LEAVES:
        return shape
    new = _free(row.key for row in shape.rows)
    return replace(shape, rows=(*shape.rows, Row(new, group, asked)), newest=f"r{new}-value")


def _without(shape: Shape, act: str, key: str) -> Shape:
    if act == "drop":
        return replace(shape, rows=tuple(row for row in shape.rows if row.key != key))
    if act == "ungroup" and key != TOP:
        left = tuple(group for group in shape.groups if group != key)
        return replace(shape, groups=left, rows=tuple(row for row in shape.rows if row.group != key))
    if act == "unstep":
        return replace(shape, steps=tuple(step for step in shape.steps if step != key))
    return shape


def filled_from(name: str, tree: Tree, steps: list[dict[str, Any]], *, second_look: bool) -> Filled:
    """A stored policy as rows: conditions first, then the groups within."""
    word, members = next(iter(tree.items()))
    groups, rows = [TOP], list[Row]()
    values: dict[str, Any] = {"name": name, "second_look": second_look, f"g{TOP}-mode": word}
    inner = [one for one in members if "field" not in one]
    for leaf in (one for one in members if "field" in one):
        _take(leaf, TOP, rows, values)
    for group in inner:
        key = str(len(groups))
        groups.append(key)
        mode, leaves = next(iter(group.items()))
        values[f"g{key}-mode"] = mode
        for leaf in leaves:
            _take(leaf, key, rows, values)
    for place, step in enumerate(steps):
        values |= {f"s{place}-department": step["department"], f"s{place}-role": step["role"]}
    return Filled(Shape(tuple(groups), tuple(rows), tuple(str(place) for place in range(len(steps)))), values)


def tree_of(shape: Shape, modes: Mapping[str, str], leaves: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The tree of what was chosen; groups that hold nothing are left out."""
    members: list[Any] = [leaves[row.key] for row in shape.rows_of(TOP)]
    for group in shape.groups[1:]:
        inner = [leaves[row.key] for row in shape.rows_of(group)]
        if inner:
            members.append({_mode(modes, group): inner})
    return {_mode(modes, TOP): members}


def _mode(modes: Mapping[str, str], group: str) -> str:
    return modes[group] if modes.get(group) in GROUPS else "all"


def _take(leaf: Mapping[str, Any], group: str, rows: list[Row], values: dict[str, Any]) -> None:
    key, value = str(len(rows)), leaf["value"]
    rows.append(Row(key, group, leaf["field"]))
    if FIELDS[leaf["field"]].kind == "words":
        value = ", ".join(value)
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    values |= {f"r{key}-op": leaf["op"], f"r{key}-value": value}


def _keys(sent: QueryDict, name: str) -> list[str]:
    return list(dict.fromkeys(key for key in sent.getlist(name) if key.isascii() and key.isdigit() and len(key) < 6))


def _free(taken: Any) -> str:
    return str(max((int(key) for key in taken), default=-1) + 1)
