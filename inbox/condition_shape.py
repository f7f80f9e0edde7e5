"""Conditions and steps as rows of a form: read from what is stored or sent, and changed by buttons; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from inbox.conditions import FIELDS, GROUPS, MOST_LEAVES, Field, Text, Tree
from inbox.typed_phrases import typed_phrases

TOP = "0"
ANY_VALUE = "values"
GONE = "gone"
"""The ask, and the input, of a stored condition that can't be asked any more: shown until somebody takes it out."""
_INPUTS = {"words": "words", "phrases": "words", "number": "number", "flag": "flag"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that can be added as a condition: what it asks, in which ways, and how its values are typed.

    `input` is "words" (commas between), "lines" (one a line), "number", "flag", "values" (chosen)
    or "gone" (shown only).
    """

    field: str
    label: Text
    operators: Mapping[str, Text]
    input: str = ANY_VALUE
    choices: tuple[tuple[Any, Text], ...] = ()
    of: str = ""
    family: Text = ""
    subject: Text = ""
    """How its row begins, where the label says more than that."""
    help: Text = ""
    """What whoever asks it must know."""


ASKS_GONE = Ask(GONE, _("Something that is gone"), {GONE: _("was asked for")}, GONE)


@dataclass(frozen=True, slots=True)
class Editor:
    """What can be asked and done, and how much of it: replies and rules each have theirs.

    Of `steps` each kind may be added; where there are none, steps are all alike.
    """

    asks: Mapping[str, Ask]
    fields: Mapping[str, Field]
    steps: Mapping[str, Field] = field(default_factory=dict)
    deepest: int = 2
    most_groups: int = 10
    most_leaves: int = MOST_LEAVES
    most_steps: int = 5

    def families(self) -> list[tuple[Text, list[tuple[str, Ask]]]]:
        """All asks under their headings, in the order of the first of each."""
        found: dict[Text, list[tuple[str, Ask]]] = {}
        for key, ask in self.asks.items():
            found.setdefault(ask.family, []).append((key, ask))
        return list(found.items())

    def key_of(self, leaf: Mapping[str, Any]) -> str:
        """Which of its asks a stored condition is, GONE for none."""
        fitting = (key for key, ask in self.asks.items() if ask.field == leaf["field"] and leaf["op"] in ask.operators)
        return next(fitting, GONE)

    def ask(self, key: str) -> Ask:
        """One of its asks, or that for what is gone."""
        return self.asks.get(key, ASKS_GONE)


@dataclass(frozen=True, slots=True)
class Row:
    """One condition: its key in names of inputs, the group it stands in, and which ask it is."""

    key: str
    group: str
    field: str


@dataclass(frozen=True, slots=True)
class Shape:
    """Which rows the form has; what is typed into them is kept apart.

    `parents` name the group that a group stands in, unless that is the outermost; `kinds` what steps do.
    """

    groups: tuple[str, ...] = (TOP,)
    rows: tuple[Row, ...] = ()
    steps: tuple[str, ...] = ("0",)
    newest: str = ""
    """The name of the input that was just added, which takes the focus."""
    parents: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def rows_of(self, group: str) -> list[Row]:
        """The conditions of one group."""
        return [row for row in self.rows if row.group == group]

    def groups_of(self, group: str) -> list[str]:
        """The groups that stand in a group."""
        return [key for key in self.groups if key != TOP and self.parents.get(key, TOP) == group]

    def depth_of(self, group: str) -> int:
        """How deep it stands: 1 for the outermost."""
        return 1 if group == TOP else 1 + self.depth_of(self.parents.get(group, TOP))


@dataclass(frozen=True, slots=True)
class Filled:
    """A shape and what stands in its inputs."""

    shape: Shape = field(default_factory=Shape)
    values: Mapping[str, Any] = field(default_factory=dict)


def asks_of(fields: Mapping[str, Field]) -> dict[str, Ask]:
    """Each field as something that can be added."""
    return {name: ask_of(name, one) for name, one in fields.items()}


def ask_of(name: str, one: Field) -> Ask:
    """A field, asked in all its ways."""
    return Ask(name, one.label, one.operators, _INPUTS.get(one.kind, ANY_VALUE), one.choices, one.of, help=one.help)


def of_replies() -> Editor:
    """What approval policies ask."""
    return Editor(asks_of(FIELDS), FIELDS)


def shape_of(sent: QueryDict, editor: Editor | None = None) -> Shape:
    """The rows that were on the page which sent this; anything that can't be is left out."""
    editor = editor or of_replies()
    groups = (TOP, *(key for key in _keys(sent, "groups")[: editor.most_groups] if key != TOP))
    rows = [Row(key, sent.get(f"r{key}-group", TOP), sent.get(f"r{key}-field", "")) for key in _keys(sent, "rows")]
    known = [row for row in rows if row.group in groups and (row.field in editor.asks or row.field == GONE)]
    steps = _keys(sent, "steps")[: editor.most_steps]
    kinds = {key: sent.get(f"s{key}-kind", "") for key in steps} if editor.steps else {}
    return Shape(
        groups,
        tuple(known[: editor.most_leaves]),
        tuple(key for key in steps if not editor.steps or kinds[key] in editor.steps),
        parents=_parents(sent, groups),
        kinds={key: kind for key, kind in kinds.items() if kind in editor.steps},
    )


def changed(shape: Shape, button: str, sent: QueryDict, editor: Editor | None = None) -> Shape:
    """The shape after a button: "add:0", "drop:3", "group", "group:1", "ungroup:1", "step", "unstep:2"."""
    editor = editor or of_replies()
    act, _colon, key = button.partition(":")
    if act == "add":
        return _with_row(shape, key, sent.get(f"add-{key}", ""), editor)
    if act == "group":
        return _with_group(shape, key or TOP, editor)
    if act == "step" and len(shape.steps) < editor.most_steps:
        return _with_step(shape, sent.get("add-step", ""), editor)
    return _without(shape, act, key)


def filled_from(tree: Tree, steps: Iterable[Mapping[str, Any]], editor: Editor | None = None, **values: Any) -> Filled:
    """A stored tree and steps as rows, beside other values: of each group its conditions first, then its groups."""
    groups, rows, parents, filled = [TOP], list[Row](), dict[str, str](), dict(values)
    _take_group(tree, TOP, (groups, rows, parents, filled), editor or of_replies())
    kept = list(steps)
    for place, step in enumerate(kept):
        filled |= {f"s{place}-{name}": value for name, value in step.items()}
    kinds = {str(place): str(step["kind"]) for place, step in enumerate(kept) if "kind" in step}
    keys = tuple(str(place) for place in range(len(kept)))
    return Filled(Shape(tuple(groups), tuple(rows), keys, parents=parents, kinds=kinds), filled)


def tree_of(shape: Shape, modes: Mapping[str, str], leaves: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The tree of what was chosen; groups that hold nothing are left out."""
    return {_mode(modes, TOP): _members(shape, TOP, modes, leaves)}


def _members(
    shape: Shape, group: str, modes: Mapping[str, str], leaves: Mapping[str, Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    members: list[Mapping[str, Any]] = [leaves[row.key] for row in shape.rows_of(group)]
    for inner in shape.groups_of(group):
        if within := _members(shape, inner, modes, leaves):
            members.append({_mode(modes, inner): within})
    return members


def _with_row(shape: Shape, group: str, asked: str, editor: Editor) -> Shape:
    if group not in shape.groups or asked not in editor.asks or len(shape.rows) >= editor.most_leaves:
        return shape
    new = _free(row.key for row in shape.rows)
    return replace(shape, rows=(*shape.rows, Row(new, group, asked)), newest=f"r{new}-value")


def _with_group(shape: Shape, parent: str, editor: Editor) -> Shape:
    full = len(shape.groups) >= editor.most_groups
    if full or parent not in shape.groups or shape.depth_of(parent) >= editor.deepest:
        return shape
    new = _free(shape.groups)
    parents = shape.parents if parent == TOP else {**shape.parents, new: parent}
    return replace(shape, groups=(*shape.groups, new), newest=f"g{new}-mode", parents=parents)


def _with_step(shape: Shape, kind: str, editor: Editor) -> Shape:
    if editor.steps and kind not in editor.steps:
        return shape
    new = _free(shape.steps)
    if not editor.steps:
        return replace(shape, steps=(*shape.steps, new), newest=f"s{new}-department")
    return replace(shape, steps=(*shape.steps, new), newest=f"s{new}-value", kinds={**shape.kinds, new: kind})


def _without(shape: Shape, act: str, key: str) -> Shape:
    if act == "drop":
        return replace(shape, rows=tuple(row for row in shape.rows if row.key != key))
    if act == "ungroup" and key != TOP:
        gone = {key}
        while more := {one for one in shape.groups if shape.parents.get(one) in gone} - gone:
            gone |= more
        left = tuple(group for group in shape.groups if group not in gone)
        parents = {one: parent for one, parent in shape.parents.items() if one not in gone}
        return replace(
            shape, groups=left, rows=tuple(row for row in shape.rows if row.group not in gone), parents=parents
        )
    if act == "unstep":
        return replace(shape, steps=tuple(step for step in shape.steps if step != key))
    return shape


def _mode(modes: Mapping[str, str], group: str) -> str:
    return modes[group] if modes.get(group) in GROUPS else "all"


def _parents(sent: QueryDict, groups: Sequence[str]) -> dict[str, str]:
    """A group stands in one that came before it, so that none stands in itself."""
    said = {key: sent.get(f"g{key}-parent", TOP) for key in groups[1:]}
    return {key: parent for place, (key, parent) in enumerate(said.items(), 1) if parent in groups[1:place]}


def _take_group(
    tree: Tree, key: str, into: tuple[list[str], list[Row], dict[str, str], dict[str, Any]], editor: Editor
) -> None:
    groups, rows, parents, values = into
    word, members = next(iter(tree.items()))
    values[f"g{key}-mode"] = word
    for leaf in (one for one in members if "field" in one):
        _take(leaf, key, rows, values, editor)
    for inner in (one for one in members if "field" not in one):
        new = _free(groups)
        groups.append(new)
        if key != TOP:
            parents[new] = key
        _take_group(inner, new, into, editor)


def _take(leaf: Mapping[str, Any], group: str, rows: list[Row], values: dict[str, Any], editor: Editor) -> None:
    key, value, asked = str(len(rows)), leaf["value"], editor.key_of(leaf)
    rows.append(Row(key, group, asked))
    typed = editor.ask(asked).input
    if typed == "words":
        value = typed_phrases(value)
    elif typed == "lines":
        value = "\n".join(value)
    elif typed == GONE:
        value = typed_phrases(map(str, value)) if isinstance(value, list) else str(value)
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    values |= {f"r{key}-op": GONE if typed == GONE else leaf["op"], f"r{key}-value": value}


def _keys(sent: QueryDict, name: str) -> list[str]:
    return list(dict.fromkeys(key for key in sent.getlist(name) if key.isascii() and key.isdigit() and len(key) < 6))


def _free(taken: Any) -> str:
    return str(max((int(key) for key in taken), default=-1) + 1)
