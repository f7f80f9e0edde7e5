"""Logarithmic histograms of whole numbers: they add up, and tell percentiles to one in a hundred; pure."""

from __future__ import annotations

import math
from collections.abc import Mapping

STEP = 1.02
"""Each bin ends this many times further than it begins: its middle is at most 1 % from any value in it."""
THRESHOLDS = (15 * 60, 60 * 60, 4 * 60 * 60, 24 * 60 * 60)
"""Seconds within which an answer is counted apart, exactly."""
BIN_SQL = f"CASE WHEN {{value}} <= 0 THEN 0 ELSE 1 + floor(ln({{value}}::float8) / ln({STEP}::float8))::int END"


def bin_of(value: int) -> int:
    """Where a value is counted; everything up to nothing in the first."""
    return 0 if value <= 0 else 1 + math.floor(math.log(value) / math.log(STEP))


def middle(number: int) -> float:
    """What a value in a bin is taken for."""
    return 0.0 if number == 0 else STEP ** (number - 0.5)


def percentile(heights: Mapping[int, int], share: float) -> float | None:
    """The value below which that share lies, within 1 %; None of nothing."""
    left = share * (sum(heights.values()) - 1)
    if left < 0:
        return None
    for number in sorted(heights):
        left -= heights[number]
        if left < 0:
            return middle(number)
    return middle(max(heights))
