"""Who is away, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.formats import on_day
from accounts.models import Absence, Member, Membership, Role
from accounts.models.absence import day_of
from accounts.models.member import MemberQuerySet
from accounts.permissions import may, roles_of

NAMED_DAYS = 7
"""So many days ahead a day goes by its name."""


def away_now(now: datetime | None = None, *, among: Iterable[int] | None = None) -> dict[int, Absence]:
    """The absences that hold at a moment, by member; each by the calendar of the member's own zone. One query."""
    moment = now or timezone.now()
    rows = Absence.objects.around(moment)
    if among is not None:
        rows = rows.filter(member__in=list(among))
    return {row.member_id: row for row in rows if row.holds_at(moment)}


def away_words(absence: Absence | None) -> str:
    """As a menu says it beside the name: "away until Mon", "away until 4 Dec"; empty for who is here."""
    if absence is None:
        return ""
    return _("away until %(day)s") % {"day": _short(absence)}


def away_sentence(absence: Absence) -> str:
    """The whole of it: "Ben Okafor is away until Monday, 30 November; Ana Petrović covers." """
    back = absence.back_on
    words = {"member": absence.member, "day": date_format(back, "l, j F"), "cover": absence.cover}
    if absence.cover is None:
        return _("%(member)s is away until %(day)s, and nobody covers.") % words
    return _("%(member)s is away until %(day)s; %(cover)s covers.") % words


def span_words(absence: Absence) -> str:
    """From when to when: "23 November 2026 to 27 November 2026", or the one day."""
    first, last = on_day(absence.starts_on), on_day(absence.ends_on)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def leads(by: Member, member: Member) -> bool:
    """Whether somebody leads a department of the member's, or administers."""
    if not by.is_active:
        return False
    if by.is_administrator:
        return True
    places = Membership.objects.filter(member=member, department__is_active=True)
    return any(may(by, "absence.report", place) for place in places)


def led_by(member: Member) -> MemberQuerySet:
    """The others of whom a member may say that they are away: leads() asked of all, in one query."""
    others = Member.objects.active().exclude(pk=member.pk)
    if member.is_administrator:
        return others
    led = [place for place, role in roles_of(member).items() if role == Role.LEAD]
    return others.filter(pk__in=Membership.objects.filter(department__in=led).values("member"))


def today_of(member: Member) -> date:
    """The day it is where the member lives."""
    return day_of(member.time_zone, timezone.now())


def _short(absence: Absence) -> str:
    back = absence.back_on
    near = back - day_of(absence.member.time_zone, timezone.now()) < timedelta(days=NAMED_DAYS)
    return date_format(back, "D" if near else "j M")
