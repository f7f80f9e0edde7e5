"""Policies as sentences, their versions with what changed, and the values that conditions offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Department, Member, Role
from inbox.channels.registry import connectors
from inbox.conditions import FIELDS, GROUPS, Tree, leaves
from inbox.models import ApprovalPolicy, Channel, Label, PolicyVersion
from inbox.policies import Need

ROWS: dict[str, Any] = {"department": Department, "channel": Channel, "member": Member, "label": Label}

type Names = Mapping[str, Mapping[Any, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """A policy in words: "When all of these hold", each condition, and who must approve."""

    when: str
    conditions: list[str]
    steps: list[str]
    second_look: bool


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One line of the list."""

    pk: int
    name: str
    told: Told
    is_active: bool
    place: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: who wrote it when, and its lines, each with "" (as before), "del" or "ins"."""

    number: int
    by: str
    at: datetime
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One approval that would be asked for, and why."""

    who: str
    policies: tuple[str, ...]
    because: tuple[str, ...]
    second_look: bool


def choices_of(of: str) -> list[tuple[Any, str]]:
    """The values of a field whose values are rows: what there is now. For administrators, who see everything."""
    if of == "department":
        return list(Department.objects.values_list("pk", "name"))
    if of == "channel":
        return list(Channel.objects.values_list("pk", "name"))
    if of == "network":
        return [(name, str(known.label)) for name, known in connectors().items()]
    if of == "member":
        return list(Member.objects.values_list("pk", "name"))
    if of == "label":
        labels = Label.objects.standing().select_related("department")
        return [(one.pk, f"{one.name} ({one.department})" if one.department else one.name) for one in labels]
    return []


def phrases_in(text: str) -> list[str]:
    """Words and phrases as they are typed, with commas between."""
    return [phrase for phrase in (piece.strip() for piece in text.replace("\n", ",").split(",")) if phrase]


def policy_rows() -> list[PolicyRow]:
    """The list in its order."""
    found = list(ApprovalPolicy.objects.standing())
    names = names_in(found)
    return [
        PolicyRow(one.pk, one.name, told(one, names), one.is_active, place) for place, one in enumerate(found, start=1)
    ]


def names_in(policies: Sequence[ApprovalPolicy | PolicyVersion]) -> dict[str, dict[Any, str]]:
    """The names of all rows that these conditions and steps speak of, one query a kind."""
    wanted: dict[str, set[int]] = {"department": {int(s["department"]) for one in policies for s in one.steps}}
    for leaf in (leaf for one in policies for leaf in leaves(one.tree)):
        of = FIELDS[leaf["field"]].of
        if of in ROWS:
            wanted.setdefault(of, set()).update(leaf["value"])
    found = {
        of: dict(ROWS[of].objects.filter(pk__in=pks).values_list("pk", "name")) for of, pks in wanted.items() if pks
    }
    return found | {"network": {name: str(known.label) for name, known in connectors().items()}}


def told(policy: ApprovalPolicy | PolicyVersion, names: Names) -> Told:
    """A policy or a version of one in words."""
    word, members = next(iter(policy.tree.items()))
    steps = [step_text(step["department"], step["role"], names) for step in policy.steps]
    return Told(when_text(word), [_condition(one, names) for one in members], steps, policy.second_look)


def when_text(word: str) -> str:
    """How a sentence begins whose conditions join that way."""
    return {
        "all": _("When all of these hold"),
        "any": _("When any of these holds"),
        "none": _("When none of these holds"),
    }[word]


def step_text(department: int, role: str, names: Names) -> str:
    """ "a lead of PR"."""
    name = {"department": names.get("department", {}).get(department, _("a department that is gone"))}
    return _("a lead of %(department)s") % name if role == Role.LEAD else _("an agent of %(department)s") % name


def version_rows(policy: ApprovalPolicy) -> list[VersionRow]:
    """Every version, the newest first, each with what it changed of the one before."""
    versions = list(policy.versions.select_related("by"))
    names = names_in(versions)
    lines = [list(_lines(version, names)) for version in versions]
    before = [*lines[1:], []]
    return [
        VersionRow(one.number, str(one.by) if one.by else _("the set-up"), one.at, _compared(old, new))
        for one, old, new in zip(versions, before, lines, strict=True)
    ]


def asked_of(found: Sequence[Need]) -> list[Asked]:
    """What would be asked of a reply, in order."""
    wanted = {need.step.department_id for need in found}
    names = {"department": dict(Department.objects.filter(pk__in=wanted).values_list("pk", "name"))}
    return [
        Asked(step_text(need.step.department_id, need.step.role, names), need.names, need.because, need.second_look)
        for need in found
    ]


def _condition(one: Tree, names: Names) -> str:
    if "field" not in one:
        word, members = next(iter(one.items()))
        inner = "; ".join(_condition(leaf, names) for leaf in members)
        return _("%(group)s: %(conditions)s") % {"group": str(GROUPS[word]), "conditions": inner}
    field = FIELDS[one["field"]]
    op, value = str(field.operators[one["op"]]), _value(one, names)
    if field.kind == "flag":
        return f"{field.label}: {value}"
    return f"{field.label} {op} {value}" if field.kind in ("words", "choice") else f"{field.label}: {op} {value}"


def _value(leaf: Tree, names: Names) -> str:
    field, value = FIELDS[leaf["field"]], leaf["value"]
    if field.kind == "words":
        return ", ".join(f"“{phrase}”" for phrase in value)
    if field.kind == "number":
        return f"{value:,}"
    if field.kind == "flag":
        return _("yes") if value else _("no")
    known = {choice: str(label) for choice, label in field.choices} | dict(names.get(field.of, {}))
    shown = [known.get(one, _("something that is gone")) for one in value]
    return (
        shown[0]
        if len(shown) == 1
        else _("%(first)s or %(last)s")
        % {
            "first": ", ".join(shown[:-1]),
            "last": shown[-1],
        }
    )


def _lines(version: PolicyVersion, names: Names) -> Iterator[str]:
    words = told(version, names)
    yield _("Name: %(name)s") % {"name": version.name}
    yield words.when
    yield from words.conditions
    yield ngettext("Then this must approve:", "Then these must approve, in order:", len(words.steps))
    yield from words.steps
    if words.second_look:
        yield _("What an approver changes is looked at again by somebody else")


def _compared(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    if not old:
        return [("", line) for line in new]
    found: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [("", line) for line in new[j1:j2]]
        else:
            found += [("del", line) for line in old[i1:i2]] + [("ins", line) for line in new[j1:j2]]
    return found
