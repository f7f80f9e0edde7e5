"""Promises and working hours as the console shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from accounts.models import Department
from inbox.models import Channel
from inbox.promised import PROMISES
from routing.breaching import offered
from routing.calendars import MIDNIGHT, Calendar, coming_free_days, is_open, later
from routing.models import SlaPolicy, WorkCalendar
from routing.promising import Book, Facts, in_order
from routing.saying import (
    PAUSES,
    TOLD,
    Names,
    conditions_words,
    day_words,
    hours_words,
    known_as,
    place_words,
    promise_sentence,
    span_words,
    spans_words,
    when,
)
from routing.stored import calendar_of, policy_from, policy_kept

FREE_DAYS = 5


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy in the order in which they are asked; `up` and `down` are places among its equals, 0 for none."""

    pk: int
    name: str
    sentence: str
    where: str
    lines: list[str]
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Held:
    """What would be promised: by which policy, and until when if somebody wrote now."""

    promise: str
    time: str
    policy: str
    policy_id: int
    due: str


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week: its hours in words, and as stretches of a line from 0 to 1440."""

    name: str
    hours: str
    bars: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar: its week, what comes, and whether somebody works now."""

    pk: int
    name: str
    summary: str
    zone: str
    is_open: bool
    days: list[WeekDay]
    coming: list[tuple[str, str, str]]
    used_by: int


def names() -> Names:
    """What departments and channels are called."""
    return Names(
        {row.pk: known_as(row.name, is_active=row.is_active) for row in Department.objects.only("name", "is_active")},
        dict(Channel.objects.values_list("pk", "name")),
    )


def policy_rows() -> list[PolicyRow]:
    """Those that hold, as they are asked."""
    rows = {row.pk: row for row in SlaPolicy.objects.standing().select_related("calendar")}
    ordered = in_order([policy_from(policy_kept(row)) for row in rows.values()])
    called, found = names(), []
    for policy in ordered:
        equals = [one.id for one in ordered if len(one.named) == len(policy.named)]
        place = equals.index(policy.id) + 1
        found.append(
            PolicyRow(
                policy.id,
                rows[policy.id].name,
                promise_sentence(policy, called),
                conditions_words(policy, called),
                policy_lines(rows[policy.id]),
                place - 1,
                place + 1 if place < len(equals) else 0,
            )
        )
    return found


def policy_lines(row: SlaPolicy) -> list[str]:
    """When its clocks rest, and what follows before and after its time is up; whole sentences."""
    either = _(" or ")
    found = []
    if row.pauses:
        found.append(_("The clocks rest while %(reasons)s.") % {"reasons": either.join(_said(row.pauses, PAUSES))})
    warned = ", ".join(_said(row.warn_tell, TOLD))
    if warned and row.warn_share:
        found.append(
            _("Once %(share)d %% of the time is used, this warns %(whom)s.") % {"share": row.warn_share, "whom": warned}
        )
    elif warned and row.warn_minutes:
        before = span_words(row.warn_minutes)
        found.append(_("%(time)s before its end, this warns %(whom)s.") % {"time": before, "whom": warned})
    told = ", ".join(_said(row.breach_tell, TOLD))
    if told:
        found.append(_("When time is up, this tells %(whom)s.") % {"whom": told})
    acts = offered(row.breach_acts) if row.breach_acts else {}
    found += [
        _("When time is up: %(act)s.") % {"act": acts[key][:1].lower() + acts[key][1:]}
        for key in row.breach_acts
        if key in acts
    ]
    return found


def _said(keys: list[str], words: Mapping[str, object]) -> list[str]:
    return [str(words[key]) for key in words if key in keys]


def held_for(facts: Facts) -> list[Held]:
    """What would hold for such a conversation, and until when if somebody wrote now."""
    rows = {row.pk: row for row in SlaPolicy.objects.standing().select_related("calendar")}
    now = timezone.now()
    book = Book(now, tuple(policy_from(policy_kept(row)) for row in rows.values()))
    found = []
    for promise, word in PROMISES.items():
        target = book.target(promise, facts)
        if target is not None:
            due = later(target.calendar, now, target.work)
            until = when(due) if due is not None else _("never: its calendar does not open")
            found.append(Held(str(word), span_words(target.minutes), rows[target.policy].name, target.policy, until))
    return found


def calendar_rows() -> list[CalendarRow]:
    """All calendars."""
    used: dict[int, int] = {}
    for calendar_id in SlaPolicy.objects.standing().exclude(calendar=None).values_list("calendar_id", flat=True):
        used[calendar_id] = used.get(calendar_id, 0) + 1
    return [calendar_row(row, used.get(row.pk, 0)) for row in WorkCalendar.objects.all()]


def calendar_row(row: WorkCalendar, used_by: int = 0, now: datetime | None = None) -> CalendarRow:
    """One calendar as it stands."""
    calendar, now = calendar_of(row), now or timezone.now()
    today = now.date()
    coming = [
        (day_words(one.day), one.name or _("a day of its own"), spans_words(one.spans) if one.spans else _("closed"))
        for one in coming_free_days(calendar, today, FREE_DAYS)
    ]
    place = place_words(row.zone)
    return CalendarRow(
        row.pk, row.name, hours_words(calendar), place, is_open(calendar, now), week_of(calendar), coming, used_by
    )


def week_of(calendar: Calendar) -> list[WeekDay]:
    """Seven days; a shift past midnight shows on both."""
    spans = calendar.week or (((0, MIDNIGHT),),) * 7
    days = []
    for day in range(7):
        late = [(0, end) for start, end in spans[day - 1] if end <= start and end]
        own = [(start, end if end > start else MIDNIGHT) for start, end in spans[day]]
        hours = spans_words(spans[day]) if spans[day] else _("closed")
        days.append(WeekDay(str(WEEKDAYS_ABBR[day]), hours, [*late, *own]))
    return days
