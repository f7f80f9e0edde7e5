"""What an address asks of a report: days, departments, channel and label; anything senseless is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from accounts.models import Department, Member
from inbox.models import Channel, Label
from reports.scope import Period, Scope, readable, scope_for

USUAL_DAYS = 7
MOST_DAYS = 5 * 366
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices behind a report, and what can be chosen."""

    period: Period
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
        seen = [place for place in Channel.objects.order_by("name") if _may_see(place, departments)]
        labels = list(Label.objects.visible_to(member).order_by("name"))
        slug = str(address.get("department", ""))
        return cls(
            period=_period(*(str(address.get(name, "")) for name in ("from", "until", "days"))),
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

    def written(self, **other: str) -> str:
        """The query string, "?from=...", with something else in it."""
        pairs = {
            "from": self.period.first.isoformat(),
            "until": self.period.last.isoformat(),
            "department": self.department.slug if self.department else "",
            "channel": str(self.channel.pk) if self.channel else "",
            "label": str(self.label.pk) if self.label else "",
            **other,
        }
        return "?" + urlencode({key: value for key, value in pairs.items() if value})


def _may_see(place: Channel, departments: list[Department]) -> bool:
    return any(one.pk == place.default_department_id for one in departments)


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
