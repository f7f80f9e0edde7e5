"""Conditions and steps in words, with the names of what they speak of by number, as far as a reader may know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Department, Member
from inbox.channels.registry import connectors
from inbox.models import CannedResponse, Channel, Conversation, Label, Watch
from inbox.presenters.networks import network_label
from routing.models import SlaPolicy, WordList, WorkCalendar
from routing.rules import TEXT_OPS, Facts, Rule, Step, Tree, leaves
from routing.vocabulary import STEPS, field_named
from routing.waiting import parts_of

SHOWN = 4
"""Values that are named; of more, how many."""

type Numbers = Mapping[str, set[int]]


@dataclass(frozen=True, slots=True)
class Names:
    """What rows are called, by kind and number."""

    by_kind: Mapping[str, Mapping[Any, str]]

    def of(self, kind: str, value: Any) -> str:
        """A name; of what the reader may not know, or what is gone, that it is so."""
        return self.by_kind.get(kind, {}).get(value) or _("something that you can’t see")


def names_for(rules: Iterable[Rule], facts: Facts, reader: Member) -> Names:
    """The names of all that these rules and facts speak of: one question for each kind that is spoken of."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for rule in rules:
        for leaf in leaves(rule.tree):
            field = field_named(leaf["field"])
            kind = "list" if leaf["op"] == "says_list" else field.of if field else ""
            wanted[kind].update(_numbers(leaf["value"]))
        for step in rule.steps:
            wanted[STEPS[step.kind].of if step.kind in STEPS else ""].update(_numbers(step.value))
    for name, value in facts.items():
        field = field_named(name)
        wanted[field.of if field else ""].update(_numbers(value))
    found: dict[str, Mapping[Any, str]] = {
        kind: dict(_rows(kind, reader).filter(pk__in=pks).values_list("pk", _COLUMNS.get(kind, "name")))
        for kind, pks in wanted.items()
        if pks and kind in _KINDS
    }
    return Names(found | {"network": {name: network_label(name) for name in connectors()}})


def condition_words(leaf: Tree, names: Names) -> str:
    """A condition: "The message says any of “late”, “crowded” and 9 more"."""
    field = field_named(leaf["field"])
    if field is None:
        return _("something that can’t be asked any more")
    if field.kind == "flag":
        return str(field.reason if leaf["value"] else field.without).rstrip(".")
    how = str(field.operators.get(leaf["op"], leaf["op"]))
    values = leaf["value"] if isinstance(leaf["value"], list | tuple) else [leaf["value"]]
    return f"{field.label} {how} {listed([value_words(leaf, value, names) for value in values])}"


def value_words(leaf: Tree, value: Any, names: Names) -> str:
    """One value of a condition as it is called."""
    field = field_named(leaf["field"])
    if leaf["op"] == "says_list":
        return names.of("list", value)
    if leaf["op"] in TEXT_OPS:
        return _("“%(word)s”") % {"word": value}
    return _called(field, value, names) if field else str(value)


def fact_words(name: str, facts: Facts, names: Names) -> str:
    """What was so: "It lies with Service."."""
    field, value = field_named(name), facts.get(name)
    if field is None:
        return ""
    if field.kind == "flag":
        return str(field.reason if value else field.without)
    if name == "author" or value in (None, "", [], ()):
        return str(field.without) or _("That is not known.")
    values = value if isinstance(value, list | tuple) else [value]
    return str(field.reason) % {"value": listed([_called(field, one, names) for one in values])}


def step_words(step: Step, names: Names) -> str:
    """What a rule does: "move to Service"."""
    field = STEPS.get(step.kind)
    if field is None:
        return step.kind
    if field.kind == "flag":
        return str(field.label)
    return f"{field.label} {_called(field, step.value, names)}"


def trigger_words(trigger: str, labels: Mapping[str, Any]) -> str:
    """When a rule is asked; those that time pulls carry their minutes."""
    word, _minutes = parts_of(trigger)
    return str(labels.get(word, word))


def listed(words: Sequence[str]) -> str:
    """ "Service, Marketing and 3 more"."""
    if len(words) <= SHOWN + 1:
        return ", ".join(words)
    return _("%(words)s and %(count)d more") % {"words": ", ".join(words[:SHOWN]), "count": len(words) - SHOWN}


def is_closed_to(rule: Rule, closed: Numbers) -> bool:
    """Whether a rule speaks of departments or channels that do not exist for the reader."""
    for leaf in leaves(rule.tree):
        field = field_named(leaf["field"])
        if field and not closed.get(field.of, set()).isdisjoint(_numbers(leaf["value"])):
            return True
    return any(
        step.kind in STEPS and not closed.get(STEPS[step.kind].of, set()).isdisjoint(_numbers(step.value))
        for step in rule.steps
    )


def closed_to(reader: Member) -> dict[str, set[int]]:
    """Departments and channels that do not exist for the reader; nothing for administrators."""
    if reader.is_administrator:
        return {}
    seen = set(Department.objects.visible_to(reader).values_list("pk", flat=True))
    departments = set(Department.objects.values_list("pk", flat=True)) - seen
    channels = Channel.objects.filter(default_department__in=departments) | Channel.objects.filter(is_closed=True)
    own = Conversation.objects.visible_to(reader).filter(channel__in=channels).values("channel_id")
    return {"department": departments, "channel": set(channels.exclude(pk__in=own).values_list("pk", flat=True))}


_KINDS: Mapping[str, Any] = {
    "department": Department,
    "channel": Channel,
    "member": Member,
    "label": Label,
    "watch": Watch,
    "list": WordList,
    "calendar": WorkCalendar,
    "sla_policy": SlaPolicy,
    "canned": CannedResponse,
}
_COLUMNS = {"watch": "query", "canned": "title"}


def _rows(kind: str, reader: Member) -> Any:
    rows = _KINDS[kind].objects
    if kind == "label":
        return rows.readable_by(reader)
    if kind in ("department", "watch", "canned"):
        return rows.visible_to(reader)
    if kind == "channel":
        return rows.exclude(pk__in=closed_to(reader).get("channel", set()))
    return rows.all()


def _called(field: Any, value: Any, names: Names) -> str:
    known = dict(field.choices)
    if value in known:
        return str(known[value])
    if field.of == "language":
        return str(value)
    if field.of and isinstance(value, int):
        return names.of(field.of, value)
    return names.by_kind.get(field.of, {}).get(value) or str(value)


def _numbers(value: Any) -> set[int]:
    values = value if isinstance(value, list | tuple) else [value]
    return {one for one in values if isinstance(one, int) and not isinstance(one, bool)}
