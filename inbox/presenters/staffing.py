"""What is wrong with a roster, in words: a sentence with its reason, and the way to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Department, Member
from inbox.models import Channel
from inbox.staffing import WEEK, Lack, Span, Warned, monday_of, stretches


@dataclass(frozen=True, slots=True)
class WarningView:
    """One warning: `state` is "overdue" when somebody is missing, "due" when somebody would be."""

    sentence: str
    short: str
    mend: str
    href: str
    state: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The names of what warnings are about."""

    channel: Channel
    members: Mapping[int, Member]
    departments: Mapping[int, Department]
    """Those that exist for the reader; others are not named."""
    today: date


def in_words(warned: Warned, week: Span, known: Known) -> WarningView:
    """The warning as people read it."""
    ways = {Lack.GAP: _gap, Lack.AWAY: _away, Lack.COVER: _cover}
    return ways[warned.lack](warned, week, known)


def share_in_words(warned: Warned, channel: Channel, member: Member | None) -> WarningView:
    """That too much rests on one person; for those who plan the channel."""
    told = {"member": member or _("Somebody"), "channel": channel, "percent": warned.percent, "replies": warned.replies}
    return WarningView(
        _(
            "%(member)s wrote %(percent)d %% of the %(replies)d replies on %(channel)s in the last 28 days:"
            " too much rests on one person."
        )
        % told,
        _("%(percent)d %% by one person") % told,
        _("Share it among more people"),
        f"{reverse('inbox:channel', args=[channel.pk])}#staff",
        "due",
        str(channel),
    )


def week_name(monday: date, today: date) -> str:
    """A week in a sentence: "this week", "next week", "in the week of 7 December"."""
    this = monday_of(today)
    if monday == this:
        return _("this week")
    if monday == this + WEEK:
        return _("next week")
    return _("in the week of %(day)s") % {"day": date_format(monday, "j F")}


def week_title(week: Span) -> str:
    """A week as a heading: "23–29 Nov", "30 Nov – 6 Dec"."""
    first, last = week.first, week.last
    if first.month == last.month:
        return f"{first.day}–{date_format(last, 'j M')}"
    return f"{date_format(first, 'j M')} – {date_format(last, 'j M')}"


def days_shortly(days: Sequence[date]) -> str:
    """Days of one week for a narrow place: "Tue", "Tue–Thu, Sun"."""
    return ", ".join(
        _span(str(WEEKDAYS_ABBR[one.first.weekday()]), str(WEEKDAYS_ABBR[one.last.weekday()]))
        for one in stretches(days)
    )


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _when(days: Sequence[date], week: Span, today: date) -> str:
    """ "this week", or which of its days: "this week from Tuesday to Thursday"."""
    name = week_name(week.first, today)
    if len(days) == sum(day >= today for day in week.days()):
        return name
    parts = []
    for one in stretches(days):
        told = {"first": WEEKDAYS[one.first.weekday()], "last": WEEKDAYS[one.last.weekday()]}
        parts.append(_("on %(first)s") % told if one.first == one.last else _("from %(first)s to %(last)s") % told)
    return f"{name} {_(' and ').join(parts)}"


def _part(days: Sequence[date], week: Span, today: date) -> str:
    """The days in a chip; empty when they are all that is left of the week."""
    whole = len(days) == sum(day >= today for day in week.days())
    return "" if whole else f" {days_shortly(days)}"


def _view(sentence: str, short: str, mend: str, *, state: str, week: Span, known: Known) -> WarningView:
    address = reverse("inbox:roster_week", args=[known.channel.pk, week.first.isoformat()])
    return WarningView(sentence, short, mend, address, state, str(known.channel))


def _gap(warned: Warned, week: Span, known: Known) -> WarningView:
    place = known.departments.get(warned.department)
    told = {
        "department": place or _("a department that must be there"),
        "code": place.code if place else "",
        "channel": known.channel,
        "when": _when(warned.days, week, known.today),
        "days": _part(warned.days, week, known.today),
    }
    return _view(
        _("Nobody from %(department)s is there for %(channel)s %(when)s.") % told,
        _("Nobody from %(department)s%(days)s") % told,
        _("Plan somebody from %(department)s") % told,
        state="overdue",
        week=week,
        known=known,
    )


def _away(warned: Warned, week: Span, known: Known) -> WarningView:
    told = {
        "member": known.members[warned.member],
        "cover": known.members.get(warned.cover, ""),
        "channel": known.channel,
        "when": _when(warned.days, week, known.today),
        "days": _part(warned.days, week, known.today),
    }
    if warned.cover:
        sentence = _("%(member)s, liaison of %(channel)s, is away %(when)s; %(cover)s steps in.")
        return _view(
            sentence % told,
            _("Away%(days)s, covered") % told,
            _("See who is there"),
            state="due",
            week=week,
            known=known,
        )
    sentence = _("%(member)s, liaison of %(channel)s, is away %(when)s, and nobody steps in.")
    return _view(
        sentence % told, _("Away%(days)s") % told, _("Plan somebody else"), state="overdue", week=week, known=known
    )


def _cover(warned: Warned, week: Span, known: Known) -> WarningView:
    told = {
        "member": known.members[warned.member],
        "channel": known.channel,
        "when": _when(warned.days, week, known.today),
    }
    return _view(
        _("Nobody would step in for %(member)s on %(channel)s %(when)s.") % told,
        _("No cover"),
        _("Choose who steps in"),
        state="due",
        week=week,
        known=known,
    )
