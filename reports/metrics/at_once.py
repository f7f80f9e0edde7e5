"""Many numbers at once, of many departments and periods: as many queries for fifty as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from reports.metrics.number import Metric, Number
from reports.percentiles import KindTags, spread_ahead_each
from reports.scope import Scope
from reports.sums import read_ahead_each

type Each = Callable[[Sequence[Scope]], list[Number]]


def numbers(wanted: Sequence[tuple[Metric, Scope]]) -> list[Number]:
    """Each as its metric computes it, in the order asked."""
    kinds: dict[Scope, set[str]] = defaultdict(set)
    spreads: dict[Scope, set[KindTags]] = defaultdict(set)
    together: dict[Each, dict[Scope, None]] = defaultdict(dict)
    for metric, scope in wanted:
        if metric.compute_each is not None:
            together[metric.compute_each][scope] = None
            continue
        kinds[scope] |= metric.kinds
        if metric.spread is not None:
            spreads[scope].add(metric.spread)
    ahead = spread_ahead_each(read_ahead_each(kinds), spreads) if kinds else {}
    known = {each: dict(zip(scopes, each(list(scopes)), strict=True)) for each, scopes in together.items()}
    return [
        metric.compute(ahead[scope]) if metric.compute_each is None else known[metric.compute_each][scope]
        for metric, scope in wanted
    ]
