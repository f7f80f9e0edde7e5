"""Counts that never count a whole table: each stops at a thousand, all in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from inbox.models.conversation import ConversationQuerySet

CAP = 1000


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait (at most CAP), and since when the longest does."""

    count: int = 0
    oldest: datetime | None = None


def waiting(asked: Mapping[str, ConversationQuerySet]) -> dict[str, Waiting]:
    """Count several lists of conversations, each up to CAP, the longest waiting first."""
    if not asked:
        return {}
    parts, params = [], []
    for key, rows in asked.items():
        limited = rows.order_by("waiting_since").values("waiting_since")[:CAP]
        sql, its_params = limited.query.sql_with_params()
        parts.append(f"SELECT %s AS key, count(*), min(waiting_since) FROM ({sql}) AS counted")  # noqa: S608
        params += [key, *its_params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {key: Waiting(count, oldest) for key, count, oldest in cursor.fetchall()}
