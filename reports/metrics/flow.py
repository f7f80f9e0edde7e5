"""How much there was in a period, as samples know it."""

from __future__ import annotations

from reports.metrics.number import Number
from reports.models import Kind
from reports.scope import Scope
from reports.sums import sums


def conversations(scope: Scope) -> Number:
    """Conversations that began in this period, counted for the department that held them then; what
    rules moved before any person did counts as if it had come where they led it. What was merged into
    another is part of that; what was only found by listening is none.
    """
    return _count(scope, Kind.CONVERSATION)


def inbound(scope: Scope) -> Number:
    """Messages that people outside wrote to us, taken away since or not, counted for the department that
    held the conversation at that moment; what rules moved before any person did, as if it had come there.
    """
    return _count(scope, Kind.INBOUND)


def by_kind(scope: Scope) -> dict[str, int]:
    """The messages of inbound(), by what sort of message they are; what there is none of is left out."""
    return {tag: total.count for (tag,), total in sums(scope, [Kind.INBOUND], "tag").items() if total.count}


def outbound(scope: Scope) -> Number:
    """Messages that our own accounts wrote in conversations; our posts that answer nobody are not among them."""
    return _count(scope, Kind.OUTBOUND)


def _count(scope: Scope, kind: str) -> Number:
    count = sums(scope, [kind])[()].count
    return Number(count, count)
