"""Policies as sentences, their versions with what changed, and the values that conditions offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Department, Member, Role
from inbox.channels.registry import connectors
from inbox.conditions import FIELDS, leaves
from inbox.models import ApprovalPolicy, Channel, Label, PolicyVersion
from inbox.policies import Need
from inbox.presenters.conditions import Names, Rows, compared, condition_text, names_of

ROWS: Rows = {
    "department": (Department, "name"),
    "channel": (Channel, "name"),
    "member": (Member, "name"),
    "label": (Label, "name"),
}


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


def policy_rows() -> list[PolicyRow]:
    """The list in its order."""
    found = list(ApprovalPolicy.objects.standing())
    names = names_in(found)
    return [
        PolicyRow(one.pk, one.name, told(one, names), one.is_active, place) for place, one in enumerate(found, start=1)
    ]


def names_in(policies: Sequence[ApprovalPolicy | PolicyVersion]) -> Names:
    """The names of all rows that these conditions and steps speak of, one query a kind."""
    asked = [leaf for one in policies for leaf in leaves(one.tree)]
    return names_of(asked, FIELDS, ROWS, {"department": {int(s["department"]) for one in policies for s in one.steps}})


def told(policy: ApprovalPolicy | PolicyVersion, names: Names) -> Told:
    """A policy or a version of one in words."""
    word, members = next(iter(policy.tree.items()))
    steps = [step_text(step["department"], step["role"], names) for step in policy.steps]
    when = _("When a rule asks for it") if policy.on_request else when_text(word)
    return Told(when, [condition_text(one, names, FIELDS) for one in members], steps, policy.second_look)


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
        VersionRow(one.number, str(one.by) if one.by else _("the set-up"), one.at, compared(old, new))
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


def _lines(version: PolicyVersion, names: Names) -> Iterator[str]:
    words = told(version, names)
    yield _("Name: %(name)s") % {"name": version.name}
    yield words.when
    yield from words.conditions
    yield ngettext("Then this must approve:", "Then these must approve, in order:", len(words.steps))
    yield from words.steps
    if words.second_look:
        yield _("What an approver changes is looked at again by somebody else")
