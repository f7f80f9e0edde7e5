"""What came of it: people who feel better, ratings, leads for sales, and calls that nobody had to make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from inbox.models import Conversation, Escalation
from reports.metrics.asking import TAKEN, requests
from reports.metrics.number import Number, Selection, share
from reports.models import Assumption, Kind, Mood
from reports.scope import Period, Scope, between
from reports.series import counts
from reports.sums import sums

TOLD = (Mood.BETTER, Mood.SAME)
GOOD = 4


def recovery(scope: Scope) -> Number:
    """Of the conversations in which somebody complained and we answered, those in which the last that
    this person wrote afterwards no longer sounds negative. Who wrote nothing more, or what cannot be
    read, is in neither; both can be opened. Counted on the day of our answer.
    """
    found = sums(scope, [Kind.RECOVERY], "tag")
    return share(found[Mood.BETTER,].count, sum(found[tag,].count for tag in TOLD))


RECOVERED = {
    "all": Selection(Kind.RECOVERY, tuple(str(tag) for tag in TOLD)),
    **{str(tag): Selection(Kind.RECOVERY, (str(tag),)) for tag in Mood},
}


def satisfaction(scope: Scope) -> Number:
    """Of the ratings that people outside gave after their matter was resolved (from 1 to 5), those of 4
    and 5. Each resolution is rated once; the last rating counts, on the day it was given, for the department
    that had resolved it, also when it was merged into another since.
    """
    rated = scope.samples(Kind.RATING)
    return share(rated.filter(value__gte=GOOD).count(), rated.count())


def ratings(scope: Scope) -> dict[int, int]:
    """How many of each."""
    rows = scope.samples(Kind.RATING).values_list("value", flat=True)
    found = dict.fromkeys(range(1, 6), 0)
    for value in rows:
        found[int(value or 0)] += 1
    return found


def leads_of(scope: Scope) -> QuerySet[Escalation]:
    """What was asked of sales, or handed to it: of whoever was named as sales in the month of the request,
    of nobody where no department was.
    """
    to_sales = Q(pk__in=[])
    for first, end, held in Assumption.objects.spans():
        if held.sales_id:
            to_sales |= Q(to_department=held.sales_id) & between("asked_at", first, end, scope.period.zone)
    return requests(scope).filter(to_sales)


def leads(scope: Scope) -> Number:
    """Requests and hand-overs to the department that is named as sales, in this period, without those that
    were withdrawn. They count for sales, and for the department that hands them. Which department sales
    is stands with the assumptions; each month keeps its own.
    """
    count = leads_of(scope).count()
    return Number(count, count)


def leads_accepted(scope: Scope) -> Number:
    """Of what was handed to sales in this period, what sales accepted; still open ones count as not accepted."""
    return share(leads_of(scope).filter(TAKEN).count(), leads_of(scope).count())


def lead_conversations(scope: Scope) -> QuerySet[Conversation]:
    """The conversations on which that was asked."""
    return _of(scope, leads_of(scope))


def accepted_conversations(scope: Scope) -> QuerySet[Conversation]:
    """Those that sales accepted."""
    return _of(scope, leads_of(scope).filter(TAKEN))


def _of(scope: Scope, found: QuerySet[Escalation]) -> QuerySet[Conversation]:
    seen: QuerySet[Conversation] = Conversation.objects.visible_to(scope.member)
    return seen.filter(pk__in=found.values("conversation_id")).order_by()


def deflected(scope: Scope) -> Number:
    """Conversations that everybody could read, that we answered, and that were resolved with that in this
    period: whoever reads it needs no call. Needed again, one counts no more; private messages never do.
    """
    count = sums(scope, [Kind.DEFLECTED])[()].count
    return Number(count, count)


@dataclass(frozen=True, slots=True)
class Month:
    """One month (or the part of it that lies in the period) and what it was worth."""

    period: Period
    count: int
    assumption: Assumption

    @property
    def calls(self) -> Decimal:
        """Calls that nobody had to make."""
        return self.count * self.assumption.call_share

    @property
    def value(self) -> Decimal:
        """In the assumption's currency."""
        return self.calls * self.assumption.call_cost


def deflection(scope: Scope) -> list[Month]:
    """Month by month, each with the assumptions that held in it: a change never touches months before it."""
    months = list(months_of(scope.period))
    found = counts(scope, Kind.DEFLECTED, months)
    return [Month(one, count, Assumption.objects.at(one.first)) for one, count in zip(months, found, strict=True)]


def months_of(period: Period) -> Iterator[Period]:
    """The period cut where months begin."""
    first = period.first
    while first <= period.last:
        last = min(_end_of_month(first), period.last)
        yield Period(first, last, period.zone)
        first = last + timedelta(days=1)


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def worth(months: list[Month]) -> dict[str, Decimal]:
    """All together, by currency."""
    found: dict[str, Decimal] = {}
    for month in months:
        currency = month.assumption.currency
        found[currency] = found.get(currency, Decimal(0)) + month.value
    return found


def deflection_value(scope: Scope) -> Number:
    """Conversations answered in public and resolved with that, times the share of them that would have
    called, times what a call costs; both are assumptions, and each month keeps those that held in it.
    In the currency that was assumed; sums of different currencies are shown each, and never added.
    """
    months = deflection(scope)
    count, values = sum(month.count for month in months), worth(months)
    amounts = tuple((currency, float(value)) for currency, value in values.items() if value)
    amounts = amounts or ((months[-1].assumption.currency, 0.0),)
    return Number(amounts[0][1] if len(amounts) == 1 else None, count, amounts=amounts)
