"""Who asks whom, how it is taken up, and where the silos are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Extract

from inbox.models import Conversation, Escalation
from inbox.models.escalation import EscalationState
from reports.metrics.number import Number
from reports.percentiles import PercentileCont
from reports.scope import Scope

LEAST = 5
"""With fewer requests a silo index says more about chance than about two departments."""
SLOW = timedelta(hours=8)
"""An acknowledgement that takes this long, or longer, counts as slow as can be."""
TAKEN = Q(accepted_at__isnull=False) | Q(state__in=[EscalationState.ACCEPTED, EscalationState.ANSWERED])


@dataclass(frozen=True, slots=True)
class Pair:
    """What one department asked of another in a period; times are medians in seconds."""

    asks: int
    asked: int
    count: int
    accepted: int
    declined: int
    bounced: int
    acknowledgement: float | None
    answer: float | None
    oldest_open: datetime | None

    @property
    def silo(self) -> float | None:
        """The mean of three shares from 0 (no silo) to 1: requests that nobody accepted, requests that
        were declined or whose conversation came back, and the median acknowledgement measured by 8
        hours. None for fewer than 5 requests.
        """
        if self.count < LEAST:
            return None
        slow = 1.0 if self.acknowledgement is None else min(1.0, self.acknowledgement / SLOW.total_seconds())
        return ((self.count - self.accepted) / self.count + self.bounced / self.count + slow) / 3


def requests(scope: Scope) -> QuerySet[Escalation]:
    """Those of the period to or from the chosen departments; both sides may be read."""
    mine = Q(from_department__in=scope.departments) | Q(to_department__in=scope.departments)
    seen: QuerySet[Escalation] = Escalation.objects.filter(
        mine,
        from_department__in=scope.known,
        to_department__in=scope.known,
        asked_at__gte=scope.period.start,
        asked_at__lt=scope.period.end,
    ).exclude(state=EscalationState.WITHDRAWN)
    if scope.inside is not None:
        closed = Q(conversation__is_closed=False) | Q(conversation__department__in=scope.inside)
        seen = seen.filter(closed)
    if scope.channels:
        seen = seen.filter(conversation__channel__in=scope.channels)
    if scope.labels:
        through = Conversation.labels.through.objects.filter(label__in=scope.labels)
        seen = seen.filter(conversation__in=through.values("conversation_id"))
    return seen.order_by()


def pairs(scope: Scope) -> list[Pair]:
    """Every two departments of which one asked the other. What was withdrawn was never a burden."""
    acted = Extract(F("accepted_at") - F("asked_at"), "epoch")
    answered = Extract(F("answered_at") - F("asked_at"), "epoch")
    bounced = Q(state=EscalationState.DECLINED) | Q(conversation__times_returned__gt=0)
    rows = (
        requests(scope)
        .values("from_department_id", "to_department_id")
        .annotate(
            asked_count=Count("pk"),
            taken=Count("pk", filter=TAKEN),
            refused=Count("pk", filter=Q(state=EscalationState.DECLINED)),
            came_back=Count("pk", filter=bounced),
            acknowledgement=PercentileCont(acted, shares=(0.5,)),
            answering=PercentileCont(answered, shares=(0.5,)),
            oldest=Min("asked_at", filter=Q(closed_at=None)),
        )
    )
    return [
        Pair(
            asks=row["from_department_id"],
            asked=row["to_department_id"],
            count=row["asked_count"],
            accepted=row["taken"],
            declined=row["refused"],
            bounced=row["came_back"],
            acknowledgement=_first(row["acknowledgement"]),
            answer=_first(row["answering"]),
            oldest_open=row["oldest"],
        )
        for row in rows
    ]


def behind_pair(scope: Scope, asks: int, asked: int) -> QuerySet[Conversation]:
    """The conversations on which one asked the other."""
    found = requests(scope).filter(from_department=asks, to_department=asked)
    seen: QuerySet[Conversation] = Conversation.objects.visible_to(scope.member)
    return seen.filter(pk__in=found.values("conversation_id")).order_by()


def solved_together(scope: Scope) -> Number:
    """Conversations in which one department asked another in this period, and the other took it over or
    answered; of a chosen department, what it asked and what it was asked. Requests that were withdrawn,
    or are still open, are not among them.
    """
    count = solved(scope).count()
    return Number(count, count)


def solved(scope: Scope) -> QuerySet[Conversation]:
    """These conversations."""
    done = Q(state=EscalationState.ANSWERED) | Q(kind="transfer", state=EscalationState.ACCEPTED)
    seen: QuerySet[Conversation] = Conversation.objects.visible_to(scope.member)
    return seen.filter(pk__in=requests(scope).filter(done).values("conversation_id")).order_by()


def silo_index(scope: Scope) -> Number:
    """The mean of the silo indices of all pairs of departments with at least 5 requests, weighted by
    them; of a chosen department, of the pairs that it belongs to. Of one pair it is the mean of three
    shares: requests that nobody accepted, requests that were declined or whose conversation came back,
    and the median acknowledgement measured by 8 hours.
    """
    return silo_of(pairs(scope))


def silo_of(found: list[Pair]) -> Number:
    """As silo_index(), of pairs that are known."""
    told = [(pair.silo, pair.count) for pair in found if pair.silo is not None]
    count = sum(weight for _silo, weight in told)
    return Number(sum(silo * weight for silo, weight in told) / count if count else None, count)


def asked_enough(scope: Scope) -> QuerySet[Conversation]:
    """The conversations behind the pairs that the index is made of."""
    told = Q(pk__in=[])
    for pair in pairs(scope):
        if pair.silo is not None:
            told |= Q(from_department=pair.asks, to_department=pair.asked)
    seen: QuerySet[Conversation] = Conversation.objects.visible_to(scope.member)
    return seen.filter(pk__in=requests(scope).filter(told).values("conversation_id")).order_by()


def _first(values: list[float] | None) -> float | None:
    return float(values[0]) if values and values[0] is not None else None
