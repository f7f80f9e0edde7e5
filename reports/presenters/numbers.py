"""Pages of many numbers: groups of them, each with its change, definition and door."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.asked import Asked
from reports.metrics.catalogue import GROUPS, METRICS
from reports.presenters.words import Stat, stat
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


def groups(scope: Scope, asked: Asked, *keys: str) -> list[Group]:
    """These groups, for the period and the one before."""
    named = {key: [METRICS[name] for name in GROUPS[key]] for key in keys}
    kinds = frozenset[str]().union(*(one.kinds for metrics in named.values() for one in metrics))
    now, before = (read_ahead(one, kinds) for one in (scope, scope.during(scope.period.previous)))
    found = []
    for key, metrics in named.items():
        stats = [stat(one, one.compute(now), one.compute(before), asked) for one in metrics]
        found.append(Group(key, str(TITLES[key]), stats))
    return found
