"""What a YAML text says of lists and rules, read by what each field takes: words stay words, only numbers count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from inbox.conditions import Field, check_leaf
from routing.checking import NAMED
from routing.named import ROWS
from routing.rules import GROUPS, STOP, Step
from routing.vocabulary import STEPS, field_named
from routing.yaml_text import Many, Node, Pairs, UnreadableError, Word, parsed

type ToNumber = Callable[[str, str], int]
"""The number of the row of a kind that has a name; raises ValueError with a sentence."""
LIST_OPS = ("says_list", "listed", "not_listed")
TEXTS = ("words", "phrases")
YES, NO = ("true", "yes", "on"), ("false", "no", "off")


@dataclass(frozen=True, slots=True)
class ListText:
    """A list as it is written."""

    name: str
    kind: str
    words: list[str]
    is_topic: bool
    line: int


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as it is written, its names not yet looked up."""

    name: str
    group: str
    trigger: str
    tree: Node
    steps: Node
    line: int


def written(text: str) -> tuple[list[ListText], list[RuleText]]:
    """The lists and rules of a text; raises UnreadableError."""
    root = parsed(text)
    if not isinstance(root, Pairs) or not {"lists", "rules"} & root.entries.keys():
        raise UnreadableError(root.line if root else 1, _("The text has neither lists nor rules."))
    found = _known(root, _("The text"), (), ("lists", "rules"))
    lists, rules = (_items(found[name], name) if name in found else [] for name in ("lists", "rules"))
    return [_list(one) for one in lists], [_rule(one) for one in rules]


def tree_of(node: Node, number: ToNumber) -> dict[str, Any]:
    """Conditions as they are stored; raises UnreadableError."""
    if not isinstance(node, Pairs):
        raise UnreadableError(node.line, _("Conditions stand in a group: all, any or none of them."))
    if "field" in node.entries:
        return _leaf(node, number)
    if len(node.entries) != 1 or next(iter(node.entries)) not in GROUPS:
        raise UnreadableError(node.line, _("Conditions stand in a group: all, any or none of them."))
    word, members = next(iter(node.entries.items()))
    return {word: [tree_of(one, number) for one in _items(members, word)]}


def steps_of(node: Node, number: ToNumber) -> list[Step]:
    """Steps as actions take them; raises UnreadableError."""
    return [step for one in _items(node, "do") for step in _steps(one, number)]


def _steps(node: Node, number: ToNumber) -> Iterator[Step]:
    if not isinstance(node, Pairs):
        raise UnreadableError(node.line, _("A step has a name and a value, such as “priority: 3”."))
    for kind, value in node.entries.items():
        word = _word(value, kind)
        field = STEPS.get(kind)
        if field is None:
            raise UnreadableError(word.line, _("“%(kind)s” is nothing that a rule can do.") % {"kind": kind})
        yield Step(kind, None if kind == STOP else _chosen(field, field.of, word, number))


def _leaf(node: Pairs, number: ToNumber) -> dict[str, Any]:
    found = _known(node, _("A condition"), ("field", "op", "value"), ())
    name, op = (_word(found[key], key).text for key in ("field", "op"))
    leaf = {"field": name, "op": op, "value": _value(field_named(name), op, found["value"], number)}
    try:
        return check_leaf(leaf, NAMED)
    except ValueError as error:
        raise UnreadableError(node.line, str(error)) from error


def _value(field: Field | None, op: str, node: Node, number: ToNumber) -> Any:
    if field is not None and field.kind == "number":
        word = _word(node, "value")
        return word.text if word.number is None else word.number
    if field is not None and field.kind == "flag":
        return _flag(_word(node, "value"))
    words = [_word(one, "value") for one in node.items] if isinstance(node, Many) else [_word(node, "value")]
    if op in LIST_OPS:
        return [_row("list", word, number) for word in words]
    if field is None or field.kind in TEXTS:
        return [word.text for word in words]
    return [_chosen(field, field.of, word, number) for word in words]


def _chosen(field: Field, of: str, word: Word, number: ToNumber) -> Any:
    for choice, _label in field.choices:
        if str(choice) == word.text:
            return choice
    return _row(of, word, number) if of in ROWS else word.text


def _row(of: str, word: Word, number: ToNumber) -> int:
    if word.number is not None:
        return word.number
    try:
        return number(of, word.text)
    except ValueError as error:
        raise UnreadableError(word.line, str(error)) from error


def _flag(word: Word) -> bool:
    if word.text.lower() not in (*YES, *NO):
        raise UnreadableError(word.line, _("Say yes or no."))
    return word.text.lower() in YES


def _list(node: Node) -> ListText:
    found = _known(node, _("A list"), ("name", "words"), ("kind", "topic"))
    words = [_word(one, "words").text for one in _items(found["words"], "words")]
    kind = _word(found["kind"], "kind").text if "kind" in found else "words"
    topic = "topic" in found and _flag(_word(found["topic"], "topic"))
    return ListText(_word(found["name"], "name").text, kind, words, topic, node.line)


def _rule(node: Node) -> RuleText:
    found = _known(node, _("A rule"), ("name", "when", "if", "do"), ("group", "state"))
    group = _word(found["group"], "group").text if "group" in found else ""
    name, trigger = (_word(found[key], key).text for key in ("name", "when"))
    return RuleText(name, group, trigger, found["if"], found["do"], node.line)


def _known(node: Node, what: str, needed: tuple[str, ...], other: tuple[str, ...]) -> dict[str, Node]:
    """The entries of a mapping that has all that it needs and nothing unknown."""
    if not isinstance(node, Pairs):
        names = ", ".join((*needed, *other))
        raise UnreadableError(node.line, _("%(what)s is written as %(names)s.") % {"what": what, "names": names})
    for key in needed:
        if key not in node.entries:
            raise UnreadableError(node.line, _("%(what)s needs “%(key)s”.") % {"what": what, "key": key})
    for key, value in node.entries.items():
        if key not in (*needed, *other):
            raise UnreadableError(value.line, _("%(what)s has no “%(key)s”.") % {"what": what, "key": key})
    return node.entries


def _items(node: Node, name: str) -> list[Node]:
    if isinstance(node, Word) and node.plain and node.text in ("", "null", "~"):
        return []
    if not isinstance(node, Many):
        raise UnreadableError(node.line, _("“%(name)s” is a list: write each on a line after “- ”.") % {"name": name})
    return node.items


def _word(node: Node, name: str) -> Word:
    if not isinstance(node, Word):
        raise UnreadableError(node.line, _("“%(name)s” is a single word or text.") % {"name": name})
    return node
