"""What tests of reports share: everything measured and summed up, and the scope of somebody who may read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Member
from inbox.models import Conversation
from reports.actions.measure import measure
from reports.actions.sum_up import sum_up
from reports.metrics.catalogue import METRICS
from reports.metrics.number import Number
from reports.scope import Period, Scope, scope_for

EVER = Period(date(2020, 1, 1), date(2030, 12, 31))


def measure_all() -> None:
    """Measure every conversation, and sum up every day."""
    measure(set(Conversation.objects.values_list("pk", flat=True)))
    while sum_up() is not None:
        pass


def scope(member: Member, period: Period = EVER, **chosen: Any) -> Scope:
    """What they may count."""
    return scope_for(member, period, **chosen)


def number(key: str, member: Member, period: Period = EVER, **chosen: Any) -> Number:
    """One metric as that member sees it."""
    return METRICS[key].compute(scope(member, period, **chosen))
