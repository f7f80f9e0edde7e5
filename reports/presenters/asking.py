"""Requests between departments in figures and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Department
from inbox.models import Escalation
from inbox.promised import in_short
from reports.asked import Asked
from reports.metrics.asking import Pair

QUESTION = 160


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two departments in figures; a time that nobody knows is empty."""

    asks: str
    asked: str
    href: str
    count: int
    accepted: int
    declined: int
    bounced: int
    """Shares in percent."""
    acknowledgement: str
    answer: str
    oldest: datetime | None
    silo: str


def pair_rows(found: Iterable[Pair], asked: Asked, names: dict[int, Department]) -> list[PairRow]:
    """The worst silo first, then those with most requests."""
    rows = sorted(found, key=lambda pair: (-(pair.silo or 0), -pair.count))
    return [_pair(pair, asked, names) for pair in rows if pair.asks in names and pair.asked in names]


def _pair(pair: Pair, asked: Asked, names: dict[int, Department]) -> PairRow:
    asks, other = names[pair.asks], names[pair.asked]
    return PairRow(
        asks=asks.name,
        asked=other.name,
        href=reverse("reports:behind_pair", args=[asks.slug, other.slug]) + asked.written(department=""),
        count=pair.count,
        accepted=round(100 * pair.accepted / pair.count),
        declined=round(100 * pair.declined / pair.count),
        bounced=round(100 * pair.bounced / pair.count),
        acknowledgement=_time(pair.acknowledgement),
        answer=_time(pair.answer),
        oldest=pair.oldest_open,
        silo="" if pair.silo is None else f"{pair.silo:.2f}",
    )


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request in a list."""

    href: str
    question: str
    author: str
    reason: str
    state: str
    is_open: bool
    asked_at: datetime
    taken: str
    answered: str
    due_at: datetime
    is_late: bool


def request_rows(found: QuerySet[Escalation]) -> list[RequestRow]:
    """With how long each took."""
    related = ("reason", "conversation__author__contact")
    return [_request(row) for row in found.select_related(*related)]


def _request(row: Escalation) -> RequestRow:
    ended: Any = row.answered_at or row.closed_at
    return RequestRow(
        href=reverse("inbox:conversation", args=[row.conversation_id]),
        question=row.question[:QUESTION],
        author=str(row.conversation.author or row.conversation),
        reason=row.reason.name,
        state=row.get_state_display(),
        is_open=row.is_open,
        asked_at=row.asked_at,
        taken=_time(_since(row, row.accepted_at)),
        answered=_time(_since(row, row.answered_at)),
        due_at=row.due_at,
        is_late=ended is not None and ended > row.due_at,
    )


def _since(row: Escalation, at: datetime | None) -> float | None:
    return None if at is None else (at - row.asked_at).total_seconds()


def _time(seconds: float | None) -> str:
    return "" if seconds is None else in_short(timedelta(seconds=seconds))
