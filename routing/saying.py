"""Promises, policies and hours in words; pure but for the time zone and language of who reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.formats import clock
from inbox.models.conversation import Priority
from inbox.models.message import MessageKind
from inbox.promised import promise_word
from routing.calendars import MIDNIGHT, Calendar, Span
from routing.promising import Facts, Policy

PAUSES = {
    "pending": gettext_lazy("we wait for them (the resolution only)"),
    "snoozed": gettext_lazy("it is snoozed"),
    "asked": gettext_lazy("another department was asked and must answer first"),
}
RESTS = {
    "pending": gettext_lazy("we wait for them"),
    "snoozed": gettext_lazy("it is snoozed"),
    "asked": gettext_lazy("we wait for another department"),
}
TOLD = {
    "assignee": gettext_lazy("who works on it (without anybody: those on duty)"),
    "duty": gettext_lazy("everybody of the department who is on duty"),
    "leads": gettext_lazy("the department’s leads"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What departments and channels are called, by number."""

    departments: Mapping[int, str] = field(default_factory=dict)
    channels: Mapping[int, str] = field(default_factory=dict)


def span_words(minutes: int) -> str:
    """A target as people write it: "30 min", "4 h", "1 h 30 min", "2 days of 24 h"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(count)d min") % {"count": minutes}
    if rest:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return _("%(count)d h") % {"count": hours}


def time_words(minute: int) -> str:
    """A time of the day: "9", "17:30"."""
    hours, minutes = divmod(minute, 60)
    return f"{hours}:{minutes:02}" if minutes else f"{hours}"


def spans_words(spans: Sequence[Span]) -> str:
    """Shifts: "9–12, 13–17"; a whole day in a word."""
    if list(spans) == [(0, MIDNIGHT)]:
        return _("all day")
    return ", ".join(f"{time_words(start)}–{time_words(end)}" for start, end in spans)


def place_words(zone: str) -> str:
    """The town of a time zone: "Berlin"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def hours_words(calendar: Calendar) -> str:
    """A week in a few words: "Mon–Fri 9–17 Berlin"."""
    if calendar.week is None:
        return _("round the clock")
    groups: list[tuple[int, int, tuple[Span, ...]]] = []
    for day, spans in enumerate(calendar.week):
        if groups and groups[-1][2] == spans and groups[-1][1] == day - 1:
            groups[-1] = (groups[-1][0], day, spans)
        else:
            groups.append((day, day, spans))
    said = [f"{_days_words(first, last)} {spans_words(spans)}" for first, last, spans in groups if spans]
    return f"{', '.join(said)} {place_words(calendar.zone)}"


def _days_words(first: int, last: int) -> str:
    names = [str(WEEKDAYS_ABBR[day]) for day in range(7)]
    return names[first] if first == last else f"{names[first]}–{names[last]}"


def known_as(name: str, *, is_active: bool) -> str:
    """What a department is called where it may be one that was archived."""
    return name if is_active else _("%(department)s (archived)") % {"department": name}


def conditions_words(policy: Policy, names: Names) -> str:
    """For which conversations a policy holds: "Customer Service · high or urgent"."""
    named = (
        [names.departments.get(pk, "?") for pk in sorted(policy.departments)],
        [names.channels.get(pk, "?") for pk in sorted(policy.channels)],
        [str(MessageKind(kind).label).lower() for kind in sorted(policy.kinds)],
        [str(Priority(priority).label).lower() for priority in sorted(policy.priorities)],
    )
    said = [_(" or ").join(values) for values in named if values]
    return " · ".join(said) or _("every conversation")


def promise_sentence(policy: Policy, names: Names) -> str:
    """What a policy promises: "Customer Service · high: first reply within 30 min (Mon–Fri 9–17 Berlin)."."""
    within = _("%(promise)s within %(time)s")
    told = dict(policy.targets)
    promises = [
        within % {"promise": promise_word(promise).lower(), "time": span_words(minutes)}
        for promise, minutes in sorted(told.items(), key=lambda pair: pair[1])
    ]
    sentence = _("%(where)s: %(promises)s (%(hours)s).")
    where = conditions_words(policy, names)
    where = where[:1].upper() + where[1:]
    return sentence % {"where": where, "promises": ", ".join(promises), "hours": hours_words(policy.calendar)}


def because_words(named: Sequence[str], facts: Facts, calendar: Calendar, names: Names) -> str:
    """Why a clock is due when it is: "Customer Service · high · Mon–Fri 9–17 Berlin"."""
    kind = str(MessageKind(facts.kind).label).lower() if facts.kind in MessageKind.values else facts.kind
    said = {
        "department": names.departments.get(facts.department, ""),
        "channel": names.channels.get(facts.channel, ""),
        "kind": kind,
        "priority": str(Priority(facts.priority).label).lower(),
    }
    return " · ".join([*(said[name] for name in named if said[name]), hours_words(calendar)])


def when(moment: datetime) -> str:
    """A time today, else with its day."""
    local = timezone.localtime(moment)
    same = local.date() == timezone.localdate()
    return clock(moment) if same else f"{day_words(local.date())} {clock(moment)}"


def day_words(day: date) -> str:
    """A date in short: "Thu 24 Dec"."""
    return date_format(day, "D j M")


def clock_sentence(
    *,
    started_at: datetime,
    due_at: datetime | None,
    paused: timedelta,
    resting: str,
    ended_at: datetime | None,
    why: str,
) -> str:
    """A clock explained: "Started 10:02, paused 40 min, due 14:42, because …"."""
    parts = [_("started %(when)s") % {"when": when(started_at)}]
    if paused >= timedelta(minutes=1):
        parts.append(_("paused %(time)s") % {"time": span_words(int(paused.total_seconds() // 60))})
    if resting:
        parts.append(_("rests now, because %(reason)s") % {"reason": RESTS[resting]})
    if due_at is not None:
        parts.append(_("due %(when)s") % {"when": when(due_at)})
    if ended_at is not None:
        parts.append(_("ended %(when)s") % {"when": when(ended_at)})
    sentence = ", ".join(parts)
    return _("%(what)s because %(why)s") % {"what": sentence[:1].upper() + sentence[1:], "why": why}
