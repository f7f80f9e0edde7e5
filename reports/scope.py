"""Of what a number is asked: who looks, which departments, which time, and what else was chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import Department, Member
from accounts.permissions import roles_of
from inbox.models import Conversation
from reports.models import Sample
from reports.totals import Ahead


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days on the wall of a time zone: from `first` to `last`, both included."""

    first: date
    last: date
    zone: str = "UTC"

    @property
    def start(self) -> datetime:
        """The instant at which it begins."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The instant at which it is over; it belongs to the next."""
        return midnight(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> Period:
        """As many days, right before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.zone)

    def each(self) -> list[Period]:
        """Its single days."""
        return [
            Period(self.first + timedelta(days=n), self.first + timedelta(days=n), self.zone) for n in range(self.days)
        ]


def midnight(day: date, zone: str) -> datetime:
    """When a day begins on the wall of a time zone; where daylight saving leaves midnight out, when it would have."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def between(field: str, first: date, end: date, zone: str) -> Q:
    """Instants of a column from a day on until another begins; the least and the greatest day bound nothing."""
    found = Q()
    if first != date.min:
        found &= Q(**{f"{field}__gte": midnight(first, zone)})
    if end != date.max:
        found &= Q(**{f"{field}__lt": midnight(end, zone)})
    return found


def readable(member: Member) -> QuerySet[Department]:
    """The departments whose reports a member may read: open ones, their own, and all for administrators."""
    found: QuerySet[Department] = Department.objects.visible_to(member)
    return found


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that decides which samples count.

    `departments` are those that may be read and were chosen, `known` all that may be read: what lies
    between two departments counts for either. `inside` are departments whose closed conversations
    count, None for all of them. Channels and labels: of any of these, or of all where
    none is named.
    """

    member: Member
    period: Period
    departments: frozenset[int]
    known: frozenset[int]
    inside: frozenset[int] | None = None
    channels: frozenset[int] = field(default_factory=frozenset)
    labels: frozenset[int] = field(default_factory=frozenset)
    ahead: Ahead | None = field(default=None, compare=False, repr=False)
    """Totals of exactly this, by reports/sums.py."""

    def during(self, period: Period) -> Scope:
        """The same, at another time."""
        return replace(self, period=period, ahead=None)

    def of(self, department: int) -> Scope:
        """The same, of one department only; of nothing where it may not be read."""
        return replace(self, departments=self.departments & {department}, ahead=None)

    @property
    def anywhere(self) -> Scope:
        """The same, whichever of the departments that may be read holds it."""
        return replace(self, departments=self.known, ahead=None)

    @property
    def where(self) -> Q:
        """What samples and figures have in common, but for time."""
        found = Q(department_id__in=self.departments)
        if self.inside is not None:
            found &= Q(closed_in=None) | Q(closed_in__in=self.inside)
        if self.channels:
            found &= Q(channel_id__in=self.channels)
        return found

    def samples(self, kind: str, *tags: str) -> QuerySet[Sample]:
        """Those of the period."""
        return self.ever(kind, *tags).filter(at__gte=self.period.start, at__lt=self.period.end)

    def ever(self, kind: str, *tags: str) -> QuerySet[Sample]:
        """Those of all time."""
        found = self.all_of([kind])
        return found.filter(tag__in=tags) if tags else found

    def all_of(self, kinds: Collection[str]) -> QuerySet[Sample]:
        """Those of several kinds, of all time."""
        found = Sample.objects.filter(self.where, kind__in=kinds).order_by()
        if self.labels:
            through = Conversation.labels.through.objects.filter(label__in=self.labels)
            found = found.filter(conversation_id__in=through.values("conversation_id"))
        return found

    def conversations(self) -> QuerySet[Conversation]:
        """Those that stand now, of these departments, whatever the period."""
        found = Conversation.objects.visible_to(self.member).filter(department_id__in=self.departments)
        if self.inside is not None:
            found = found.filter(Q(is_closed=False) | Q(department_id__in=self.inside))
        if self.channels:
            found = found.filter(channel_id__in=self.channels)
        if self.labels:
            through = Conversation.labels.through.objects.filter(label__in=self.labels)
            found = found.filter(pk__in=through.values("conversation_id"))
        return found.order_by()


def scope_for(
    member: Member,
    period: Period,
    *,
    departments: Collection[int] = (),
    channels: Collection[int] = (),
    labels: Collection[int] = (),
) -> Scope:
    """What this member may count, of what they chose; a department that they may not read counts as not there."""
    may_read = frozenset(readable(member).values_list("pk", flat=True))
    chosen = may_read & frozenset(departments) if departments else may_read
    inside = None if member.is_administrator else frozenset(roles_of(member))
    return Scope(member, period, chosen, may_read, inside, frozenset(channels), frozenset(labels))
