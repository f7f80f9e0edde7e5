"""Every number of the catalogue by department against the whole, and against the lists that a click opens."""

from __future__ import annotations

from collections import defaultdict

import pytest

from reports.metrics.catalogue import METRICS
from reports.metrics.number import Number, Selection
from reports.scope import Scope

COUNTS = ("conversations", "inbound", "outbound", "waiting", "backlog", "orphans", "tough", "deflected", "own_posts")
SUMS = (*COUNTS, "engagement")
"""Each is counted for exactly one department."""
SAMPLES = (
    *("coverage", "first_response", "next_response", "full_response", "direct_response", "directly_answered"),
    *("answered_within", "promises_kept", "resolution", "reopened", "held", "approval", "returned", "amended"),
    *("negative", "recovery", "satisfaction", "concentration", "deflection_value"),
)
"""So is what these are made of."""
SHARED = (
    *("solved_together", "silo_index", "leads", "leads_accepted"),  # a request belongs to both sides
    *("reach", "new_authors", "post_asked", "post_unanswered"),  # a person, a thread may belong to several
    "share_of_voice",  # what one department's watch found may lie with another
)
"""What counts here may count for two departments, and once for both together."""
LISTED = (
    *("conversations", "waiting", "backlog", "orphans", "tough", "deflected", "solved_together", "post_asked"),
    "deflection_value",
)
"""So many conversations does the list behind it have."""
MADE_OF = {
    "coverage": (("answered",), ("answered", "settled", "waiting")),
    "directly_answered": (("answered",), ("all",)),
    "answered_within": (("1h",), ("all",)),
    "promises_kept": (("kept",), ("kept", "broken")),
    "reopened": (("reopened",), ("all",)),
    "returned": (("returned",), ("all",)),
    "amended": (("amended",), ("all",)),
    "negative": (("negative",), ("negative", "neutral", "positive")),
    "recovery": (("better",), ("better", "same")),
    "satisfaction": (("rated-4", "rated-5"), ("rated-1", "rated-2", "rated-3", "rated-4", "rated-5")),
}
"""Which lists make a share: those above, and those below the line."""


def check_departments(scope: Scope) -> None:
    """What each department counts is together what all of them count."""
    assert {*SUMS, *SAMPLES, *SHARED} == METRICS.keys()
    parts = [scope.of(place) for place in sorted(scope.departments)]
    for key, metric in METRICS.items():
        whole, each = metric.compute(scope), [metric.compute(part) for part in parts]
        if key in SUMS:
            assert whole.value == sum(one.value or 0 for one in each), f"{key} {scope}"
        if key not in SHARED:
            assert whole.samples == sum(one.samples for one in each), f"{key} {scope}"
        else:
            assert whole.samples <= sum(one.samples for one in each) or key == "share_of_voice", f"{key} {scope}"
        if metric.unit == "money":
            assert money([whole]) == pytest.approx(money(each)), f"{key} {scope}"
        for name in metric.behind:
            behind = places(scope, key, name)
            together = set().union(*(places(part, key, name) for part in parts))
            assert together <= behind if key == "share_of_voice" else together == behind, f"{key} {name} {scope}"


def check_lists(scope: Scope) -> None:
    """A number is what its lists come to."""
    for key, metric in METRICS.items():
        found = metric.compute(scope)
        if key in LISTED:
            assert found.samples == len(places(scope, key, "all")), f"{key} {scope}"
        counts = {name: one.count(scope) for name, one in metric.behind.items() if isinstance(one, Selection)}
        if key in MADE_OF:
            above, below = (sum(counts[name] for name in names) for names in MADE_OF[key])
            assert found.samples == below == counts["all"], f"{key} {scope}"
            assert found.value is None or found.value == pytest.approx(above / below), f"{key} {scope}"
        elif "all" in counts:
            assert found.samples == counts["all"], f"{key} {scope}"
    kinds = [name for name in METRICS["inbound"].behind if name not in ("all", "questions")]
    lists = METRICS["inbound"].behind
    counted = [one.count(scope) for name in kinds if isinstance(one := lists[name], Selection)]
    assert METRICS["inbound"].compute(scope).value == sum(counted)


def money(numbers: list[Number]) -> dict[str, float]:
    """Sums by currency."""
    found: dict[str, float] = defaultdict(float)
    for currency, amount in (pair for one in numbers for pair in one.amounts if pair[1]):
        found[currency] += amount
    return dict(found)


def places(scope: Scope, key: str, name: str) -> set[int]:
    """The conversations that a click opens."""
    return set(METRICS[key].conversations(scope, name).values_list("pk", flat=True))
