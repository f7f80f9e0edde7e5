"""Which conversations belong in a list: one filter for everything that its rows show."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Department, Member
from inbox.models import Conversation, Delivery, Escalation, Label, Message, ReadMark, Watch
from inbox.models.conversation import ConversationQuerySet, Priority, Status
from inbox.models.delivery import TROUBLED
from inbox.models.message import MessageKind
from inbox.models.watch import conversations_found_by

type Rows = ConversationQuerySet
ALL = tuple(map(str, Status.values))
ASSIGNEES = ("me", "nobody")
ANY, OUTSIDE = "any", "outside"
"""Whom a conversation waits on, beside departments by their slugs."""
WAITS = (1, 4, 8, 24, 72, 168)
"""Hours that the filter bar offers; an address may name any number."""
TARGET = timedelta(hours=4)
"""How long somebody may wait before it counts as overdue where no policy promises anything."""


class Numbers(forms.MultipleChoiceField):
    """Ids; whether they exist is for the query to find out."""

    def valid_value(self, value: Any) -> bool:
        """Any number that fits a column."""
        return _is_number(value)


class NumbersFilter(django_filters.MultipleChoiceFilter):
    """Several ids."""

    field_class = Numbers


class Assignee(forms.CharField):
    """A word or a member's id."""

    def clean(self, value: Any) -> str:
        """Raises ValidationError for anything else."""
        text = str(super().clean(value))
        if text and text not in ASSIGNEES and not _is_number(text):
            raise forms.ValidationError("No assignee.")
        return text


class AssigneeFilter(django_filters.CharFilter):
    """Who works it."""

    field_class = Assignee


class RowFilter(django_filters.FilterSet):
    """Applied to what the member may see. A value that makes no sense is left out by django-filter."""

    department = django_filters.CharFilter(method="by_department", max_length=80)
    channel = django_filters.NumberFilter(field_name="channel_id", min_value=1, max_value=2**31, decimal_places=0)
    network = django_filters.CharFilter(field_name="channel__network", max_length=30)
    watch = django_filters.NumberFilter(method="by_watch", min_value=1, max_value=2**31, decimal_places=0)
    assignee = AssigneeFilter(method="by_assignee")
    label = NumbersFilter(method="by_label")
    priority = django_filters.MultipleChoiceFilter(
        method="by_priority", choices=[(priority.key, priority.label) for priority in Priority]
    )
    status = django_filters.MultipleChoiceFilter(method="by_status", choices=Status.choices)
    kind = django_filters.MultipleChoiceFilter(method="by_kind", choices=MessageKind.choices)
    privacy = django_filters.ChoiceFilter(method="by_privacy", choices=[("private", ""), ("public", "")])
    unread = django_filters.ChoiceFilter(method="by_unread", choices=[("1", "")])
    waiting = django_filters.NumberFilter(method="by_waiting", min_value=1, max_value=10_000, decimal_places=0)
    overdue = django_filters.ChoiceFilter(method="by_overdue", choices=[("1", "")])
    waiting_on = django_filters.CharFilter(method="by_waiting_on", max_length=80)
    at_risk = django_filters.ChoiceFilter(method="by_risk", choices=[("1", "")])
    failed = django_filters.ChoiceFilter(method="by_failed", choices=[("1", "")])
    since = django_filters.DateFilter(method="by_since")
    until = django_filters.DateFilter(method="by_until")

    class Meta:
        model = Conversation
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, queryset: Any = None, *, member: Member | None = None) -> None:
        super().__init__(data, queryset)
        self.member = member

    def by_department(self, rows: Rows, _name: str, value: str) -> Rows:
        """Held by it, as far as it exists for this member."""
        known = Department.objects.visible_to(self.member) if self.member else Department.objects.none()
        return rows.filter(department=Subquery(known.filter(slug=value).order_by().values("pk")[:1]))

    def by_assignee(self, rows: Rows, _name: str, value: str) -> Rows:
        """Worked by oneself, by nobody, or by somebody."""
        if value == "nobody":
            return rows.filter(assignee=None)
        return rows.filter(assignee=self.member if value == "me" else int(value))

    def by_watch(self, rows: Rows, _name: str, value: Any) -> Rows:
        """With something that it found; of watches that the member may see."""
        seen = Watch.objects.visible_to(self.member) if self.member else Watch.objects.none()
        return rows.filter(pk__in=conversations_found_by(seen.filter(pk=int(value))))

    def by_label(self, rows: Rows, _name: str, value: list[str]) -> Rows:
        """Any of them, or what they were merged into; of labels that the member may see."""
        asked = Label.objects.filter(pk__in=value)
        meant = Q(pk__in=asked.values("pk")) | Q(pk__in=asked.values("merged_into"))
        seen = Label.objects.visible_to(self.member).filter(meant) if self.member else asked.none()
        through = Conversation.labels.through.objects.filter(label__in=seen.values("pk"))
        return rows.filter(pk__in=through.values("conversation_id"))

    def by_priority(self, rows: Rows, _name: str, value: list[str]) -> Rows:
        """Any of them."""
        wanted = [priority.value for priority in map(Priority.of, value) if priority]
        return rows.filter(priority=wanted[0]) if len(wanted) == 1 else rows.filter(priority__in=wanted)

    def by_status(self, rows: Rows, _name: str, value: list[str]) -> Rows:
        """Any of them; all four are no condition."""
        if set(value) == set(ALL):
            return rows
        return rows.filter(status=value[0]) if len(value) == 1 else rows.filter(status__in=value)

    def by_kind(self, rows: Rows, _name: str, value: list[str]) -> Rows:
        """With a message of theirs of that kind."""
        theirs = Message.objects.filter(conversation=OuterRef("pk"), is_ours=False, is_context=False)
        return rows.filter(Exists(theirs.filter(kind__in=value)))

    def by_privacy(self, rows: Rows, _name: str, value: str) -> Rows:
        """In private, or for all to read."""
        return rows.filter(is_private=value == "private")

    def by_unread(self, rows: Rows, _name: str, _value: str) -> Rows:
        """Needs us, and says something that this member has not seen."""
        seen = ReadMark.objects.filter(conversation=OuterRef("pk"), member=self.member)
        unseen = ~Exists(seen.filter(read_at__gte=OuterRef("last_incoming_at")))
        return rows.filter(unseen, status=Status.OPEN, last_incoming_at__isnull=False)

    def by_waiting(self, rows: Rows, _name: str, value: Any) -> Rows:
        """Longer than so many hours."""
        return rows.filter(waiting_since__lt=timezone.now() - timedelta(hours=int(value)))

    def by_overdue(self, rows: Rows, _name: str, _value: str) -> Rows:
        """A promise is broken; where none was made, somebody needs us for longer than TARGET."""
        return rows.filter(overdue_at(timezone.now()))

    def by_risk(self, rows: Rows, _name: str, _value: str) -> Rows:
        """A promise is nearly broken."""
        return rows.filter(at_risk_at(timezone.now()))

    def by_waiting_on(self, rows: Rows, _name: str, value: str) -> Rows:
        """Somebody is asked and owes an answer: "any", "outside", or a department that exists for this member."""
        rows = rows.filter(asked_count__gt=0)
        if value == ANY:
            return rows
        standing = Escalation.objects.standing()
        if value == OUTSIDE:
            return rows.filter(pk__in=standing.filter(to_department=None).values("conversation_id"))
        known = Department.objects.visible_to(self.member) if self.member else Department.objects.none()
        asked = standing.filter(to_department__in=known.filter(slug=value).order_by().values("pk"))
        return rows.filter(pk__in=asked.values("conversation_id"))

    def by_failed(self, rows: Rows, _name: str, _value: str) -> Rows:
        """A reply of ours did not leave."""
        failed = Delivery.objects.filter(state__in=[str(state) for state in TROUBLED])
        return rows.filter(pk__in=Subquery(failed.values("conversation_id")))

    def by_since(self, rows: Rows, _name: str, value: date) -> Rows:
        """Last written to on that day or later, in the member's zone."""
        return rows.filter(last_message_at__gte=_midnight(value))

    def by_until(self, rows: Rows, _name: str, value: date) -> Rows:
        """Last written to on that day or earlier, in the member's zone."""
        return rows if value >= LAST_DAY else rows.filter(last_message_at__lt=_midnight(value + timedelta(days=1)))


def overdue_at(now: datetime) -> Q:
    """What counts as overdue at an instant."""
    unpromised = Q(due_at=None, rest_minutes=None, status=Status.OPEN, waiting_since__lt=now - TARGET)
    return Q(due_at__lte=now) | unpromised


def at_risk_at(now: datetime) -> Q:
    """What is at risk at an instant, and not broken yet."""
    return Q(due_at__gt=now, risk_at__lte=now)


LAST_DAY = date(9999, 12, 30)
"""No calendar of a computer goes further, in any zone."""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _is_number(value: Any) -> bool:
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 18
