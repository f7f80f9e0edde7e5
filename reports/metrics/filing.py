"""How long things take until they are done, whether they stay done, and what lies there."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils import timezone

from inbox.filters.rows import overdue_at
from inbox.models import Conversation
from inbox.models.conversation import Priority, Status
from reports.metrics.number import Number, share, spread
from reports.models import Assumption, Kind, Sample, Tag
from reports.scope import Scope, between
from reports.sums import sums

LONG = 24 * 60 * 60
"""Seconds: waits longer than this are few, and have an index."""


def resolution(scope: Scope) -> Number:
    """From the opening of a conversation, or from when it was needed again, until it was resolved;
    each time it was resolved counts, on the day it was, whatever the outcome. A resolution that
    was taken back by its author never was. What was over before its channel was connected is left out.
    """
    return spread(scope, Kind.RESOLVED)


def reopened(scope: Scope) -> Number:
    """How often something resolved was needed again in this period (they wrote again, a member
    reopened it, our answer was taken down), measured by how much was resolved in it.
    """
    found = sums(scope, [Kind.RESOLVED, Kind.REOPENED], "kind")
    return share(found[Kind.REOPENED,].count, found[Kind.RESOLVED,].count)


def held(scope: Scope) -> Number:
    """How long a department had a conversation in its hands, once for each time it came to it, from
    then until it was handed on or resolved. What it still holds counts once it is over. What rules moved
    before any person did counts as if it had come where they led it.
    """
    return spread(scope, Kind.HELD)


def backlog(scope: Scope) -> Number:
    """Conversations in which somebody waited for our answer at the end of the period (now, where it
    goes on). The time beside it is how long they had waited then: the median, and nine in ten.
    """
    at = min(scope.period.end, timezone.now())
    ages = sorted((at - since).total_seconds() for since in waiting_at(scope).values_list("at", flat=True))
    if not ages:
        return Number(0, 0)
    return Number(len(ages), len(ages), p90=_at(ages, 0.9), working=None, within=(_at(ages, 0.5),))


def waiting_at(scope: Scope) -> QuerySet[Sample]:
    """The waits that were not over at the end of the period."""
    at = min(scope.period.end, timezone.now())
    length = ExpressionWrapper(F("value") * Value(timedelta(seconds=1)), output_field=DurationField())
    recent = Q(at__gte=at - timedelta(seconds=LONG)) | Q(value=None) | Q(value__gt=LONG)
    over = Q(value=None) | Q(at__gt=Value(at) - length)
    return scope.all_of([Kind.FIRST, Kind.NEXT]).filter(recent, over, at__lt=at)


def waiting_conversations(scope: Scope) -> QuerySet[Conversation]:
    """These conversations."""
    seen = Conversation.objects.visible_to(scope.member)
    found: QuerySet[Conversation] = seen.filter(pk__in=waiting_at(scope).values("conversation_id"))
    return found


def orphans(scope: Scope) -> Number:
    """Conversations that wait for us now, past what was promised (where nothing was: for more than
    4 hours), with nobody assigned. Whatever the period.
    """
    count = orphaned(scope).count()
    return Number(count, count)


def orphaned(scope: Scope) -> QuerySet[Conversation]:
    """These conversations."""
    return scope.conversations().filter(overdue_at(timezone.now()), status=Status.OPEN, assignee=None)


def tough_unanswered(scope: Scope) -> Number:
    """Conversations of high or urgent priority that have waited for us for more than 4 hours now (the
    assumptions of the month in which the wait began say how many), and in which an unanswered message asks
    something or sounds negative.
    Whatever the period.
    """
    count = tough(scope).count()
    return Number(count, count)


def tough(scope: Scope) -> QuerySet[Conversation]:
    """These conversations."""
    now, too_long = timezone.now(), Q(pk__in=[])
    for first, end, held_then in Assumption.objects.spans():
        since = between("waiting_since", first, end, scope.period.zone)
        too_long |= since & Q(waiting_since__lt=now - timedelta(hours=held_then.tough_hours))
    asked = Sample.objects.filter(kind__in=(Kind.QUESTION, Kind.COMPLAINT), tag=Tag.WAITING).order_by()
    waiting = scope.conversations().filter(too_long, status=Status.OPEN, priority__gte=Priority.HIGH)
    return waiting.filter(pk__in=asked.values("conversation_id"))


def _at(ordered: list[float], where: float) -> float:
    """Interpolated between neighbours."""
    place = where * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
