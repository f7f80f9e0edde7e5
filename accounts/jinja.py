"""Names and filters that every page may use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language, get_language_bidi

from accounts import formats
from accounts.models import Role
from accounts.permissions import may


def roles() -> list[Role]:
    """The roles there are, from least to most."""
    return list(Role)


def role_name(role: str) -> str:
    """How a role is called."""
    return str(Role(role).label)


GLOBALS: dict[str, Callable[..., Any]] = {
    "language": get_language,
    "is_right_to_left": get_language_bidi,
    "may": may,
    "role_name": role_name,
    "roles": roles,
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
    "on_day": formats.on_day,
    "tint": formats.tint,
}
