"""Pages of many numbers: groups of them, each with its change, definition and door."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.models.message import MessageKind
from reports.asked import Asked
from reports.metrics.catalogue import GROUPS, METRICS
from reports.metrics.flow import by_kind
from reports.presenters.words import Stat, door, stat
from reports.scope import Scope
from reports.sums import read_ahead

TITLES: dict[str, Promise] = {
    "flow": _("What came, and what waits"),
    "response": _("How soon people hear from us"),
    "filing": _("Until it is done"),
    "posts": _("Our posts"),
    "audience": _("Who speaks, and how"),
    "outcome": _("What came of it"),
    "together": _("Together"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers that belong together."""

    key: str
    title: str
    stats: list[Stat]


@dataclass(frozen=True, slots=True)
class KindRow:
    """How many messages of one sort came, how many had come before, and the door to their conversations."""

    name: str
    count: int
    before: int
    href: str


def kind_rows(scope: Scope, asked: Asked) -> list[KindRow]:
    """The most frequent first, for the period and the one that it is compared with."""
    now, before = by_kind(scope), by_kind(scope.during(asked.before))
    rows = [
        KindRow(str(kind.label), now[kind], before.get(kind, 0), door(asked, "inbound", str(kind)))
        for kind in MessageKind
        if kind in now
    ]
    return sorted(rows, key=lambda row: -row.count)


def groups(scope: Scope, asked: Asked, *keys: str) -> list[Group]:
    """These groups, for the period and the one that it is compared with."""
    named = {key: [METRICS[name] for name in GROUPS[key]] for key in keys}
    kinds = frozenset[str]().union(*(one.kinds for metrics in named.values() for one in metrics))
    now, before = (read_ahead(one, kinds) for one in (scope, scope.during(asked.before)))
    found = []
    for key, metrics in named.items():
        stats = [stat(one, one.compute(now), None if one.is_of_now else one.compute(before), asked) for one in metrics]
        found.append(Group(key, str(TITLES[key]), stats))
    return found
