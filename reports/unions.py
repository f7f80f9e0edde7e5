"""Many small questions of one kind, asked of the database at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from django.db.models import QuerySet

MOST = 50
"""Asked in one query."""


def rows_of(parts: Sequence[QuerySet[Any, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of all of them, which have the same columns; each tells itself by one."""
    for some in batched(parts, MOST, strict=False):
        first, *others = some
        yield from first.union(*others, all=True).order_by() if others else first
