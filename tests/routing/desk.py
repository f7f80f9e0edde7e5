"""Policies, and conversations whose clocks run, as tests of promises want them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from inbox.models import Conversation
from routing.actions.keep import keep
from routing.actions.sla_policy import create
from routing.models import ClockRow, SlaPolicy
from tests.cast import Cast, conversation

EARLIER = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
"""A Thursday."""
WEEK = [[[540, 1020]]] * 5 + [[], []]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def policy(cast: Cast, name: str = "Everybody", **fields: Any) -> SlaPolicy:
    """First reply within an hour, round the clock, made the day before."""
    with time_machine.travel(EARLIER, tick=False):
        return create(**{"name": name, "targets": {"first": 60}, "by": cast.ada, **fields})


def asked(cast: Cast, at: datetime = NINE, **fields: Any) -> Conversation:
    """Somebody writes at nine, and the clocks have heard of it."""
    with time_machine.travel(at, tick=False):
        made = conversation(fields.pop("place", cast.channel), sent_at=at, **fields)
        keep([made.pk])
    made.refresh_from_db()
    return made


def clock(of: Conversation, promise: str = "first") -> ClockRow:
    """The last clock of a promise."""
    return ClockRow.objects.filter(conversation=of, promise=promise).latest("number")
