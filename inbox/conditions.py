"""Conditions on replies and messages: one vocabulary, checked, asked and explained; pure.

A tree is JSON: {"all": [...]}, {"any": [...]}, {"none": [...]} or a leaf
{"field": NAME, "op": OP, "value": ...}. Facts are a plain mapping from field to value, with
the names of what has a number under "names": {"department": {3: "PR"}}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.wording import phrase_of, says, words_of

type Tree = Mapping[str, Any]
type Facts = Mapping[str, Any]
type Text = str | Promise

GROUPS: dict[str, Text] = {
    "all": gettext_lazy("all of these"),
    "any": gettext_lazy("any of these"),
    "none": gettext_lazy("none of these"),
}
OPERATORS: dict[str, dict[str, Text]] = {
    "words": {
        "contains_any": gettext_lazy("says any of"),
        "contains_all": gettext_lazy("says all of"),
        "contains_none": gettext_lazy("says none of"),
    },
    "choice": {"is": gettext_lazy("is"), "is_not": gettext_lazy("is not")},
    "number": {
        "above": gettext_lazy("more than"),
        "at_least": gettext_lazy("at least"),
        "below": gettext_lazy("fewer than"),
    },
    "many": {
        "has_any": gettext_lazy("any of"),
        "has_all": gettext_lazy("all of"),
        "has_none": gettext_lazy("none of"),
    },
    "flag": {"is": gettext_lazy("is")},
}
WORDED = ("network", "language")
"""Values that are words without being listed here; those of every other field without choices are numbers of rows."""
DEEPEST, MOST_LEAVES, MOST_VALUES, LONGEST, LARGEST = 2, 50, 200, 200, 10**12
"""Groups within groups; conditions in a tree; values of one; characters of a value; a number."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that can be asked of a reply or message.

    `choices` are its values; where they are rows, `of` names which (department, channel,
    network, member, label). `reason` and `without` are sentences with %(value)s.
    """

    label: Text
    kind: str
    reason: Text
    without: Text = ""
    choices: tuple[tuple[Any, Text], ...] = ()
    of: str = ""
    help: Text = ""
    """What whoever asks it must know."""

    @property
    def operators(self) -> Mapping[str, Text]:
        """Its operators with how they are called."""
        return OPERATORS[self.kind]


FIELDS: dict[str, Field] = {}


def register(name: str, field: Field) -> None:
    """Add a field to the vocabulary; raises ValueError where the name or its kind can't be."""
    if name in FIELDS or name == "names":
        raise ValueError(f"There is a field {name!r} already.")
    if field.kind not in OPERATORS:
        raise ValueError(f"{field.kind!r} is no kind of a field.")
    FIELDS[name] = field


def register_operator(kind: str, op: str, label: Text, checked: Callable[[Field, object], Any]) -> None:
    """Add a way of asking to a kind of fields, new or known; `checked` tidies a value or raises ValueError.

    Fields of such a kind are asked by the engine of the room that registers it, not by holds().
    """
    OPERATORS.setdefault(kind, {})[op] = label
    _CHECKS[kind, op] = checked


def check(tree: object) -> Tree:
    """The tree, tidied; raises ValueError with a whole sentence that names what is wrong."""
    checked = _group(tree, depth=1)
    if len(list(leaves(checked))) > MOST_LEAVES:
        raise ValueError(_("There are more than %(most)d conditions.") % {"most": MOST_LEAVES})
    return checked


def check_leaf(leaf: object, fields: Mapping[str, Field] | None = None) -> dict[str, Any]:
    """One condition, tidied; raises ValueError as check(). `fields` may be asked, by default those of replies."""
    if not isinstance(leaf, Mapping) or set(leaf) != {"field", "op", "value"}:
        raise ValueError(_("A condition has a field, an operator and a value."))
    name, op = leaf["field"], leaf["op"]
    field = (FIELDS if fields is None else fields).get(name) if isinstance(name, str) else None
    if field is None:
        raise ValueError(_("“%(name)s” is nothing that can be asked.") % {"name": name})
    if not isinstance(op, str) or op not in field.operators:
        raise ValueError(_("“%(field)s” can't be asked by “%(op)s”.") % {"field": field.label, "op": op})
    checked = _CHECKS.get((field.kind, op)) or _VALUES[field.kind]
    return {"field": name, "op": op, "value": checked(field, leaf["value"])}


def holds(tree: Tree, facts: Facts) -> bool:
    """Whether the facts meet the tree; what is unknown meets no condition that asks for something."""
    for word, joined in (("all", all), ("any", any)):
        if word in tree:
            return joined(holds(one, facts) for one in tree[word])
    if "none" in tree:
        return not any(holds(one, facts) for one in tree["none"])
    return _ASKED[tree["op"]](facts.get(tree["field"]), tree["value"])


def reasons(tree: Tree, facts: Facts) -> list[str]:
    """Why it holds: a sentence for each condition that did, or that rightly did not; nothing when it does not hold."""
    if not holds(tree, facts):
        return []
    return list(dict.fromkeys(_reasons(tree, facts, wanted=True)))


def leaves(tree: Tree) -> Iterator[Tree]:
    """Every condition of a tree, in order."""
    if "field" in tree:
        yield tree
        return
    for word in GROUPS:
        for one in tree.get(word, ()):
            yield from leaves(one)


def _group(tree: object, depth: int) -> dict[str, Any]:
    if isinstance(tree, Mapping) and "field" in tree and depth > 1:
        return check_leaf(tree)
    if not isinstance(tree, Mapping) or len(tree) != 1 or next(iter(tree)) not in GROUPS:
        raise ValueError(_("Conditions stand in a group: all, any or none of them."))
    if depth > DEEPEST:
        raise ValueError(_("A group within a group can hold conditions only."))
    word, members = next(iter(tree.items()))
    if not isinstance(members, list | tuple) or not members:
        raise ValueError(_("A group needs at least one condition."))
    if len(members) > MOST_LEAVES:
        raise ValueError(_("There are more than %(most)d conditions.") % {"most": MOST_LEAVES})
    return {word: [_group(one, depth + 1) for one in members]}


def _wrong(field: Field, says_what: str) -> ValueError:
    return ValueError(f"{field.label}: {says_what}")


def _listed(field: Field, value: object) -> list[Any]:
    found = list(value) if isinstance(value, list | tuple) else [value]
    if not found or len(found) > MOST_VALUES:
        raise _wrong(field, _("name between 1 and %(most)d values.") % {"most": MOST_VALUES})
    return found


def _phrases(field: Field, value: object) -> list[str]:
    found: dict[str, None] = {}
    for one in _listed(field, value):
        if not isinstance(one, str) or len(one) > LONGEST:
            raise _wrong(field, _("a word or phrase has at most %(most)d characters.") % {"most": LONGEST})
        if not phrase_of(one):
            raise _wrong(field, _("“%(word)s” holds no word to look for.") % {"word": one})
        found[" ".join(one.split())] = None
    return list(found)


def _chosen(field: Field, value: object) -> list[Any]:
    known = [choice for choice, _label in field.choices]
    number = not field.choices and field.of not in WORDED
    for one in (found := _listed(field, value)):
        right = isinstance(one, int) and not isinstance(one, bool) and one > 0 if number else isinstance(one, str | int)
        if not right or (known and one not in known) or len(str(one)) > LONGEST:
            raise _wrong(field, _("“%(value)s” is none of its values.") % {"value": one})
    return list(dict.fromkeys(found))


def _number(field: Field, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise _wrong(field, _("give a whole number from 0 on."))
    return value


def _flag(field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(field, _("say yes or no."))
    return value


_CHECKS: dict[tuple[str, str], Callable[[Field, object], Any]] = {}
_VALUES: dict[str, Callable[[Field, object], Any]] = {
    "words": _phrases,
    "choice": _chosen,
    "many": _chosen,
    "number": _number,
    "flag": _flag,
}


def _said(fact: Any, value: Any) -> list[str]:
    words = words_of(fact or "")
    return [phrase for phrase in value if says(words, phrase)]


def _is(fact: Any, value: Any) -> bool:
    return bool(fact) is value if isinstance(value, bool) else fact in value


_ASKED: dict[str, Callable[[Any, Any], bool]] = {
    "contains_any": lambda fact, value: bool(_said(fact, value)),
    "contains_all": lambda fact, value: len(_said(fact, value)) == len(value),
    "contains_none": lambda fact, value: not _said(fact, value),
    "is": _is,
    "is_not": lambda fact, value: not _is(fact, value),
    "above": lambda fact, value: fact is not None and fact > value,
    "at_least": lambda fact, value: fact is not None and fact >= value,
    "below": lambda fact, value: fact is not None and fact < value,
    "has_any": lambda fact, value: bool(set(fact or ()) & set(value)),
    "has_all": lambda fact, value: set(value) <= set(fact or ()),
    "has_none": lambda fact, value: not set(fact or ()) & set(value),
}


def _reasons(tree: Tree, facts: Facts, *, wanted: bool) -> Iterator[str]:
    """The conditions whose answer is the wanted one; under "none" that is no."""
    if "field" in tree:
        if holds(tree, facts) is wanted:
            yield _reason(tree, facts)
        return
    word, members = next(iter(tree.items()))
    for one in members:
        inner = wanted is not (word == "none")
        if holds(one, facts) is inner:
            yield from _reasons(one, facts, wanted=inner)


def _reason(leaf: Tree, facts: Facts) -> str:
    """What is so, in a sentence: it explains the answer, whichever it was."""
    field, fact, value = FIELDS[leaf["field"]], facts.get(leaf["field"]), leaf["value"]
    if field.kind == "words":
        found = _said(fact, value)
        unsaid = [phrase for phrase in value if phrase not in found]
        return _sentence(field.reason, _quoted(found)) if found else _sentence(field.without, _quoted(unsaid))
    if field.kind == "flag":
        return str(field.reason if fact else field.without)
    names = _names(field, facts)
    if field.kind == "many":
        shared = [one for one in value if one in (fact or ())]
        named = shared or value
        says_it = field.reason if shared else field.without
        return _sentence(says_it, _quoted([names[one] for one in named if one in names]))
    if fact is None or fact == "":
        return str(field.without) or _("“%(field)s” is not known.") % {"field": field.label}
    return _sentence(field.reason, f"{fact:,}" if field.kind == "number" else names.get(fact, str(fact)))


def _names(field: Field, facts: Facts) -> dict[Any, str]:
    return {choice: str(label) for choice, label in field.choices} | dict(facts.get("names", {}).get(field.of, {}))


def _quoted(phrases: list[str]) -> str:
    return ", ".join(f"“{phrase}”" for phrase in phrases)


def _sentence(template: Text, value: str) -> str:
    return str(template) % {"value": value}
