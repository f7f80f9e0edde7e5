"""Conditions and steps in words, with the names of what they speak of by number, as far as a reader may know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Department, Member
from inbox.channels.registry import connectors
from inbox.models import Channel, Conversation
from inbox.presenters.conditions import condition_text, either, values_text
from inbox.presenters.networks import network_label
from routing.named import ROWS
from routing.rule_editor import rows_of
from routing.rules import Facts, Rule, Step, Tree, leaves
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
        return self.by_kind.get(kind, {}).get(value) or unseen()


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
        kind: dict(_rows(kind, reader).filter(pk__in=pks).values_list("pk", ROWS[kind][1]))
        for kind, pks in wanted.items()
        if pks and kind in ROWS
    }
    found["network"] = {name: network_label(name) for name in connectors()}
    return Names(found | {"language": dict(rows_of("language"))})


def unseen() -> str:
    """What is called so that the reader may not know, or that is gone."""
    return _("something that you can’t see")


def condition_words(leaf: Tree, names: Names) -> str:
    """A condition: "The message says any of “late”, “crowded” and 9 more"."""
    field = field_named(leaf["field"])
    if field is None:
        return _("something that can’t be asked any more")
    if field.kind == "flag":
        return str(field.reason if leaf["value"] else field.without).rstrip(".")
    return condition_text(leaf, names.by_kind, {leaf["field"]: field}, unknown=unseen(), most=SHOWN)


def value_words(leaf: Tree, value: Any, names: Names) -> str:
    """One value of a condition as it is called."""
    field = field_named(leaf["field"])
    if field is None:
        return str(value)
    return values_text({**leaf, "value": [value]}, names.by_kind, {leaf["field"]: field}, unseen())[0]


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
    return str(field.reason) % {"value": either([_called(field, one, names) for one in values], SHOWN)}


def step_words(step: Step, names: Names) -> str:
    """What a rule does: "move to Service"."""
    return " ".join(filter(None, step_parts(step.kind, step.value, names.by_kind, unseen())))


def step_parts(kind: str, value: Any, names: Mapping[str, Mapping[Any, str]], unknown: str) -> tuple[str, str]:
    """What a step does, and to what or whom; `unknown` names what has no name in `names`."""
    field = STEPS.get(kind)
    if field is None:
        return kind, ""
    if field.kind == "flag":
        return str(field.label), ""
    known = {choice: str(label) for choice, label in field.choices}
    return str(field.label), known.get(value) or names.get(field.of, {}).get(value) or unknown


def trigger_words(trigger: str, labels: Mapping[str, Any]) -> str:
    """When a rule is asked; those that time pulls carry their minutes."""
    word, _minutes = parts_of(trigger)
    return str(labels.get(word, word))


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


def _rows(kind: str, reader: Member) -> Any:
    rows = ROWS[kind][0].objects
    if kind == "label":
        return rows.readable_by(reader)
    if kind in ("department", "watch", "canned", "task_force"):
        return rows.visible_to(reader)
    if kind == "channel":
        return rows.exclude(pk__in=closed_to(reader).get("channel", set()))
    return rows.all()


def _called(field: Any, value: Any, names: Names) -> str:
    known = dict(field.choices)
    if value in known:
        return str(known[value])
    if field.of and isinstance(value, int):
        return names.of(field.of, value)
    return names.by_kind.get(field.of, {}).get(value) or str(value)


def _numbers(value: Any) -> set[int]:
    values = value if isinstance(value, list | tuple) else [value]
    return {one for one in values if isinstance(one, int) and not isinstance(one, bool)}
