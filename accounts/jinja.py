"""Names and filters that every page may use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language, get_language_bidi

from accounts import formats

GLOBALS: dict[str, Callable[..., Any]] = {
    "language": get_language,
    "is_right_to_left": get_language_bidi,
    "same_day": formats.same_day,
}
FILTERS: dict[str, Callable[..., Any]] = {
    "ago": formats.ago,
    "capped": formats.capped,
    "clock": formats.clock,
    "day": formats.day,
    "in_full": formats.in_full,
    "initials": formats.initials,
    "month": formats.month,
    "tint": formats.tint,
}
