"""Totals of samples, and those that were read ahead, before many numbers ask for them; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reports.histogram import THRESHOLDS

AHEAD = ("kind", "tag")
"""By these, totals are read ahead."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many samples, how many of them with a value, their sum, and how many within each of THRESHOLDS."""

    count: int = 0
    known: int = 0
    total: int = 0
    within: tuple[int, ...] = (0,) * len(THRESHOLDS)

    def __add__(self, other: Total) -> Total:
        within = tuple(a + b for a, b in zip(self.within, other.within, strict=True))
        return Total(self.count + other.count, self.known + other.known, self.total + other.total, within)


type Totals = defaultdict[tuple[Any, ...], Total]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Of these kinds everything is known: by hours, then by AHEAD."""

    kinds: frozenset[str]
    totals: Mapping[str, Mapping[tuple[Any, ...], Total]]

    def knows(self, kinds: Collection[str], by: Collection[str]) -> bool:
        """Whether these can be told without asking the database."""
        return self.kinds.issuperset(kinds) and set(AHEAD).issuperset(by)

    def sums(self, kinds: Collection[str], by: Collection[str], hours: str) -> Totals:
        """What reports/sums.py would have read."""
        found: Totals = defaultdict(Total)
        for key, total in self.totals[hours].items():
            named = dict(zip(AHEAD, key, strict=True))
            if named["kind"] in kinds:
                found[tuple(named[name] for name in by)] += total
        return found
