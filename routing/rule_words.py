"""Rules as sentences, in the list, in the builder and from version to version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from inbox.conditions import GROUPS, Field, Tree
from inbox.models import ContactField
from inbox.presenters.conditions import Names, compared, condition_text, gone, names_of, values_text
from routing.checking import NAMED
from routing.models import Rule, RuleVersion
from routing.named import ROWS
from routing.rule_editor import rows_of
from routing.rules import TEXT_OPS, leaves, split
from routing.told import step_parts
from routing.vocabulary import STEPS, TRIGGERS

type Fields = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Said:
    """A condition: what is asked, how, and the values (`marked` where they are words); or a group of them."""

    asks: str
    how: str = ""
    values: tuple[str, ...] = ()
    marked: bool = False
    members: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A rule in words; without conditions `joined` is empty."""

    when: str
    joined: str
    conditions: tuple[Said, ...]
    steps: tuple[tuple[str, str], ...]

    @property
    def does(self) -> str:
        """What it does, in one line."""
        return ", ".join(f"{what} {value}".strip() for what, value in self.steps)


@dataclass(frozen=True, slots=True)
class RuleVersionRow:
    """One version: who wrote it when, and what it changed."""

    number: int
    by: str
    at: datetime
    lines: list[tuple[str, str]]


class Teller:
    """Tells rules; asks for all the names in them once."""

    def __init__(self, rows: Sequence[Rule | RuleVersion]) -> None:
        asked = [leaf for one in rows for leaf in leaves(one.tree)]
        steps = [step for one in rows for step in one.steps]
        self.fields = _fields(asked)
        self.names: Names = names_of(asked, self.fields, ROWS, _rows_of_steps(steps))
        self.names |= {"language": dict(rows_of("language"))}

    def told(self, rule: Rule | RuleVersion) -> Told:
        """One of them in words."""
        word, members = split(rule.tree)
        steps = tuple(step_parts(step["kind"], step["value"], self.names, gone()) for step in rule.steps)
        when = str(TRIGGERS.get(rule.trigger, rule.trigger))
        return Told(when, str(GROUPS[word]) if members else "", tuple(map(self._said, members)), steps)

    def lines(self, version: RuleVersion) -> Iterator[str]:
        """One version, line by line."""
        told = self.told(version)
        yield _("Name: %(name)s") % {"name": version.name}
        if version.group:
            yield _("Group: %(group)s") % {"group": version.group}
        yield _("When %(trigger)s") % {"trigger": told.when}
        if told.joined:
            yield _("and %(group)s hold:") % {"group": told.joined}
        yield from (condition_text(one, self.names, self.fields) for one in split(version.tree)[1])
        yield _("then")
        yield from (f"{what} {value}".strip() for what, value in told.steps)

    def _said(self, one: Tree) -> Said:
        if "field" not in one:
            word, members = split(one)
            return Said(str(GROUPS[word]), members=tuple(map(self._said, members)))
        asked = self.fields[one["field"]]
        marked = one["op"] in TEXT_OPS and one["op"] != "says_list"
        values = values_text(one, self.names, self.fields)
        shown = tuple(value.strip("“”") if marked else value for value in values)
        how = "" if asked.kind == "flag" else str(asked.operators[one["op"]])
        return Said(str(asked.label), how, shown, marked)


def version_rows(rule: Rule) -> list[RuleVersionRow]:
    """Every version, the newest first, each with what it changed of the one before."""
    versions = list(rule.versions.select_related("by"))
    teller = Teller(versions)
    lines = [list(teller.lines(version)) for version in versions]
    return [
        RuleVersionRow(one.number, str(one.by) if one.by else _("the set-up"), one.at, compared(old, new))
        for one, old, new in zip(versions, [*lines[1:], []], lines, strict=True)
    ]


def used_lists() -> Counter[int]:
    """By how many standing rules each word list is used."""
    found: Counter[int] = Counter()
    for tree in Rule.objects.standing().values_list("tree", flat=True):
        found.update({pk for leaf in leaves(tree) for pk in _lists_in(leaf)})
    return found


def _lists_in(leaf: Tree) -> list[int]:
    listed = leaf["op"] in ("says_list", "listed", "not_listed") or leaf["field"] == "topics"
    return leaf["value"] if listed else []


def _fields(asked: Iterable[Tree]) -> dict[str, Field]:
    """What is asked, by name; the fields of contacts as administrators named them."""
    found = {leaf["field"]: NAMED[leaf["field"]] for leaf in asked}
    custom = {name: int(name.removeprefix("custom:")) for name in found if name.startswith("custom:")}
    called = dict(ContactField.objects.filter(pk__in=custom.values()).values_list("pk", "name")) if custom else {}
    for name, pk in custom.items():
        plain = found[name]
        found[name] = Field(called.get(pk, gone()), plain.kind, plain.reason, plain.without, of=plain.of)
    return found


def _rows_of_steps(steps: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for step in steps:
        of = STEPS[step["kind"]].of
        if of in ROWS and isinstance(step["value"], int):
            found.setdefault(of, set()).add(step["value"])
    return found
