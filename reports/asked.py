"""What an address asks of a report: days, with which to compare them, departments, channel and label;
anything senseless is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Department, Member
from inbox.models import Channel, Label
from reports.scope import Period, Scope, readable, scope_for

USUAL_DAYS = 7
MOST_DAYS = 5 * 366
EARLIEST = date(2000, 1, 1)
COMPARED = ("against", "against_from", "against_until")


class Against(TextChoices):
    """With what a period is compared."""

    BEFORE = "before", _lazy("the days before")
    WEEKS = "weeks", _lazy("the same days four weeks before")
    YEAR = "year", _lazy("the same days a year before")
    OWN = "own", _lazy("days of my own")


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices behind a report, and what can be chosen. `before` is what numbers are compared with."""

    period: Period
    against: Against
    before: Period
    department: Department | None
    channel: Channel | None
    label: Label | None
    departments: list[Department]
    channels: list[Channel]
    labels: list[Label]

    @classmethod
    def read(cls, member: Member, address: Mapping[str, Any]) -> Asked:
        """Choices that the member may make."""
        departments = list(readable(member).order_by("name"))
        seen = list(Channel.objects.visible_to(member).filter(default_department__in=departments).order_by("name"))
        labels = list(Label.objects.visible_to(member).order_by("name"))
        slug = str(address.get("department", ""))
        period = _period(*(str(address.get(name, "")) for name in ("from", "until", "days")))
        against, before = compared(period, *(str(address.get(name, "")) for name in COMPARED))
        return cls(
            period=period,
            against=against,
            before=before,
            department=next((one for one in departments if one.slug == slug), None),
            channel=_chosen(seen, address.get("channel")),
            label=_chosen(labels, address.get("label")),
            departments=departments,
            channels=seen,
            labels=labels,
        )

    def scope(self, member: Member) -> Scope:
        """Of what numbers are asked."""
        return scope_for(
            member,
            self.period,
            departments=[self.department.pk] if self.department else (),
            channels=[self.channel.pk] if self.channel else (),
            labels=[self.label.pk] if self.label else (),
        )

    @property
    def comparing(self) -> dict[str, str]:
        """How the address says with what to compare; nothing of what is usual."""
        if self.against == Against.BEFORE:
            return {}
        own = (self.before.first.isoformat(), self.before.last.isoformat()) if self.against == Against.OWN else ()
        return dict(zip(COMPARED, (str(self.against), *own), strict=False))

    @property
    def ways(self) -> list[tuple[str, Any]]:
        """With what it can be compared."""
        return list(Against.choices)

    @property
    def compared_with(self) -> str:
        """The same in words, "against ..."."""
        if self.against == Against.OWN:
            return _("against %(first)s to %(last)s") % {
                "first": date_format(self.before.first, "j F Y"),
                "last": date_format(self.before.last, "j F Y"),
            }
        if self.against == Against.BEFORE:
            return _("against the %(days)s days before") % {"days": self.period.days}
        return _("against %(what)s") % {"what": self.against.label}

    def written(self, **other: str) -> str:
        """The query string, "?from=...", with something else in it."""
        pairs = {
            "from": self.period.first.isoformat(),
            "until": self.period.last.isoformat(),
            "department": self.department.slug if self.department else "",
            "channel": str(self.channel.pk) if self.channel else "",
            "label": str(self.label.pk) if self.label else "",
            **self.comparing,
            **other,
        }
        return "?" + urlencode({key: value for key, value in pairs.items() if value})


def compared(period: Period, how: str, first: str, last: str) -> tuple[Against, Period]:
    """With which days others are compared; as many right before where nothing else makes sense."""
    if how == Against.WEEKS:
        four = timedelta(days=28)
        return Against.WEEKS, Period(period.first - four, period.last - four, period.zone)
    if how == Against.YEAR:
        return Against.YEAR, Period(_year_before(period.first), _year_before(period.last), period.zone)
    since, until = _day(first), _day(last)
    is_sensible = since and until and EARLIEST <= since <= until <= timezone.localdate()
    if how == Against.OWN and since and until and is_sensible and (until - since).days < MOST_DAYS:
        return Against.OWN, Period(since, until, period.zone)
    return Against.BEFORE, period.previous


def _year_before(day: date) -> date:
    """The same day; of the last of February in a leap year, the last of February."""
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _period(first: str, last: str, days: str) -> Period:
    """From one day until another (today, without), or so many days up to it."""
    today = timezone.localdate()
    until = max(EARLIEST, min(_day(last) or today, today))
    count = int(days) if days.isascii() and days.isdigit() and 0 < len(days) < 5 else USUAL_DAYS
    usual = max(EARLIEST, until - timedelta(days=min(max(count, 1), MOST_DAYS) - 1))
    since = _day(first) or usual
    if not EARLIEST <= since <= until or (until - since).days >= MOST_DAYS:
        since = usual
    return Period(since, until, timezone.get_current_timezone_name())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _chosen[Row: (Channel, Label)](rows: list[Row], number: Any) -> Row | None:
    return next((row for row in rows if str(row.pk) == str(number)), None)
