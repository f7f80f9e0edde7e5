"""What a second pair of eyes costs, and what it finds."""

from __future__ import annotations

from reports.metrics.number import Number, share, spread
from reports.models import Kind
from reports.scope import Scope
from reports.sums import sums

DECIDED = ("approve", "return")


def approval(scope: Scope) -> Number:
    """From the asking for an approval until somebody approved or returned the reply; each approval
    that a reply needs counts, for the department that was asked.
    """
    return spread(scope, Kind.APPROVAL, *DECIDED)


def returned(scope: Scope) -> Number:
    """Of the approvals that were decided on, those in which the reply went back to its author."""
    found = sums(scope, [Kind.APPROVAL], "tag")
    return share(found["return",].count, sum(found[tag,].count for tag in DECIDED))


def amended(scope: Scope) -> Number:
    """How often approvers changed a reply themselves, measured by the approvals that were decided on."""
    found = sums(scope, [Kind.APPROVAL, Kind.AMENDED], "kind", "tag")
    return share(found[Kind.AMENDED, ""].count, sum(found[Kind.APPROVAL, tag].count for tag in DECIDED))
