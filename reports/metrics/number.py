"""What every metric has: a number, how many it was counted from, its definition, and what lies behind it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from inbox.models import Conversation
from reports.models import Hours
from reports.percentiles import percentiles
from reports.scope import Scope
from reports.sums import COLUMN

ENOUGH = 5
"""With fewer samples, a share or a median says more about chance than about us."""


@dataclass(frozen=True, slots=True)
class Number:
    """`value` is None where there is too little to tell. `samples` is what it was counted from.

    Of times, `value` is the median; `p90` is what nine in ten stayed below, and both stand for
    working hours too, where anybody promised something. `within` are the shares within each of
    reports/histogram.py's THRESHOLDS. `amounts` are sums of money by currency; of several, `value`
    is None, since they can't be added.
    """

    value: float | None
    samples: int
    is_exact: bool = True
    p90: float | None = None
    working: float | None = None
    working_p90: float | None = None
    within: tuple[float, ...] = ()
    amounts: tuple[tuple[str, float], ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether there was enough to tell."""
        return self.value is not None or bool(self.amounts)


def share(part: int, of: int, *, least: int = ENOUGH) -> Number:
    """A share from 0 to 1."""
    return Number(part / of if of >= least else None, of)


def spread(scope: Scope, kind: str, *tags: str) -> Number:
    """How long it took: median and nine in ten, by the clock and in working hours."""
    clock = percentiles(scope, kind, tags, (0.5, 0.9))
    if clock.samples < ENOUGH:
        return Number(None, clock.samples)
    working = percentiles(scope, kind, tags, (0.5, 0.9), hours=Hours.WORKING)
    is_exact = clock.is_exact and working.is_exact
    median, p90 = working.values if working.samples >= ENOUGH else (None, None)
    return Number(clock.values[0], clock.samples, is_exact, clock.values[1], median, p90)


@dataclass(frozen=True, slots=True)
class Selection:
    """Samples by kind and tags, and whether their value is known and at most, or more than, something."""

    kind: str
    tags: tuple[str, ...] = ()
    hours: Hours = Hours.CLOCK
    known: bool = False
    at_most: int | None = None
    value: int | None = None

    def count(self, scope: Scope) -> int:
        """How many samples, which may be several of one conversation."""
        return self._samples(scope).count()

    def conversations(self, scope: Scope) -> QuerySet[Conversation]:
        """The conversations behind it, each once."""
        seen = Conversation.objects.visible_to(scope.member)
        found: QuerySet[Conversation] = seen.filter(pk__in=self._samples(scope).values("conversation_id"))
        return found

    def _samples(self, scope: Scope) -> QuerySet[Any]:
        column = COLUMN[self.hours]
        found = scope.samples(self.kind, *self.tags)
        if self.known or self.hours == Hours.WORKING:
            found = found.filter(**{f"{column}__isnull": False})
        if self.at_most is not None:
            found = found.filter(**{f"{column}__lte": self.at_most})
        return found if self.value is None else found.filter(**{column: self.value})


type Behind = Callable[[Scope], QuerySet[Conversation]]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number that reports show. `behind` are the conversations it was counted from, by key: "all" first."""

    key: str
    name: Promise
    unit: str
    """"count", "share", "seconds", "index" or "money"."""
    compute: Callable[[Scope], Number]
    behind: Mapping[str, Selection | Behind] = field(default_factory=dict)
    less_is_better: bool = False
    is_of_now: bool = False
    """Whether it tells of this moment whatever the period, so that there is nothing to compare it with."""
    parts: Mapping[str, Promise] = field(default_factory=dict)
    """What its parts are called that have a name of their own, by the key of what lies behind them."""

    def title(self, key: str = "all") -> str:
        """How a list of what lies behind it is headed."""
        return f"{self.name}: {self.parts[key]}" if key in self.parts else str(self.name)

    @property
    def definition(self) -> str:
        """What exactly is counted, as it is shown beside the number."""
        return " ".join((inspect.getdoc(self.compute) or "").split())

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of samples that it is counted from."""
        return frozenset(one.kind for one in self.behind.values() if isinstance(one, Selection))

    def conversations(self, scope: Scope, key: str = "all") -> QuerySet[Conversation]:
        """The conversations behind it; raises KeyError for a key that it has not."""
        found = self.behind[key]
        return found.conversations(scope) if isinstance(found, Selection) else found(scope)
