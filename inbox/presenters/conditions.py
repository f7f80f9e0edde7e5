"""Conditions in words, the names they speak of, and what one version changed of another: for policies and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from inbox.channels.registry import connectors
from inbox.conditions import GROUPS, MOST_VALUES, Field, Tree

type Names = Mapping[str, Mapping[Any, str]]
type Rows = Mapping[str, tuple[Any, str]]
"""By what values are: the model of their rows, and the field that names them."""
LISTS = {"says_list": "list", "listed": "list", "not_listed": "list"}
"""Ways of asking whose values are rows whatever the field is."""


def names_of(
    asked: Iterable[Tree], fields: Mapping[str, Field], rows: Rows, also: Mapping[str, set[int]]
) -> dict[str, dict[Any, str]]:
    """What the rows are called that conditions speak of, and those of `also`; one query a kind."""
    wanted = {of: set(pks) for of, pks in also.items()}
    for leaf in asked:
        of = _of(leaf, fields[leaf["field"]])
        if of in rows and isinstance(leaf["value"], list):
            wanted.setdefault(of, set()).update(one for one in leaf["value"] if isinstance(one, int))
    found: dict[str, dict[Any, str]] = {}
    for of, pks in wanted.items():
        model, name = rows[of]
        found[of] = dict(model.objects.filter(pk__in=pks).values_list("pk", name)) if pks else {}
    return found | {"network": {name: str(known.label) for name, known in connectors().items()}}


def gone() -> str:
    """What rows that are no more are called."""
    return _("something that is gone")


def condition_text(
    one: Tree, names: Names, fields: Mapping[str, Field], *, unknown: str = "", most: int = MOST_VALUES
) -> str:
    """A condition, or a group of them, as it is read out: `most` values by name, `unknown` for those without one."""
    if "field" not in one:
        word, members = next(iter(one.items()))
        inner = "; ".join(condition_text(leaf, names, fields, unknown=unknown, most=most) for leaf in members)
        return _("%(group)s: %(conditions)s") % {"group": str(GROUPS[word]), "conditions": inner}
    field = fields[one["field"]]
    op, value = str(field.operators[one["op"]]), either(values_text(one, names, fields, unknown), most)
    if field.kind == "flag":
        return f"{field.label}: {value}"
    plain = ("words", "phrases", "choice", "listed")
    return f"{field.label} {op} {value}" if field.kind in plain else f"{field.label}: {op} {value}"


def values_text(leaf: Tree, names: Names, fields: Mapping[str, Field], unknown: str = "") -> list[str]:
    """What a condition asks for, each by its name."""
    field, value = fields[leaf["field"]], leaf["value"]
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if isinstance(value, int):
        return [f"{value:,}"]
    if isinstance(value[0], str) and field.kind in ("words", "phrases"):
        return [f"“{phrase}”" for phrase in value]
    known = {choice: str(label) for choice, label in field.choices} | dict(names.get(_of(leaf, field), {}))
    return [known.get(one) or unknown or gone() for one in value]


def either(shown: Sequence[str], most: int = MOST_VALUES) -> str:
    """ "Service, PR or Sales"; phrases stand with commas, and of more than `most` the number is told."""
    if len(shown) > most + 1:
        return _("%(words)s and %(count)d more") % {"words": ", ".join(shown[:most]), "count": len(shown) - most}
    if len(shown) == 1 or shown[0].startswith("“"):
        return ", ".join(shown)
    return _("%(first)s or %(last)s") % {"first": ", ".join(shown[:-1]), "last": shown[-1]}


def compared(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """The lines of a version, each with "" (as before), "del" or "ins"; of the first one all as before."""
    if not old:
        return [("", line) for line in new]
    found: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [("", line) for line in new[j1:j2]]
        else:
            found += [("del", line) for line in old[i1:i2]] + [("ins", line) for line in new[j1:j2]]
    return found


def _of(leaf: Tree, field: Field) -> str:
    return LISTS.get(leaf["op"], field.of)
