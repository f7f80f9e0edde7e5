"""Counts that never count a whole table: each stops at a thousand, all in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from inbox.models.conversation import ConversationQuerySet

CAP = 1000


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait (at most CAP), and since when the longest does."""

    count: int = 0
    oldest: datetime | None = None


def waiting(asked: Mapping[str, ConversationQuerySet]) -> dict[str, Waiting]:
    """Count several lists of conversations, each up to CAP in its own order; see capped_counts()."""
    return capped_counts({key: rows.values("waiting_since") for key, rows in asked.items()})


def capped_counts(asked: Mapping[str, QuerySet[Any, Any]]) -> dict[str, Waiting]:
    """Count any rows, each up to CAP; they come as the values of one column, a moment.

    Only what is ordered by its moment has a meaningful `oldest`; without an order, a
    count stops at the first CAP rows that are found.
    """
    parts, params = [], []
    for key, rows in asked.items():
        try:
            sql, its_params = rows[:CAP].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT %s AS key, count(*), min(moment) FROM ({sql}) AS counted(moment)")  # noqa: S608
        params += [key, *its_params]
    found = {key: Waiting() for key in asked}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            found |= {key: Waiting(count, oldest) for key, count, oldest in cursor.fetchall()}
    return found
