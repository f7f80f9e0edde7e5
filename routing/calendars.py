"""When a department works, and how much working time lies between two instants; pure.

An instant is working time when a clock on the wall of the calendar's zone shows a time within
the hours of its day. So the hour that daylight saving repeats counts twice and the one that it
leaves out counts not at all, as it does for those who sit there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from routing.free_days import free_days

MIDNIGHT = 24 * 60
WEEK = timedelta(days=7)
LOOK_AHEAD = 110
"""Weeks in which a moment is looked for: a calendar that opens so rarely promises nothing."""
FARTHEST = timedelta(hours=26)
"""No two clocks on earth differ by more."""

type Span = tuple[int, int]
"""From and to, in minutes of the day; one that does not end later than it begins passes midnight."""
type Opening = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A date with hours of its own, whatever the week or the holidays say; without hours it is closed."""

    day: date
    spans: tuple[Span, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours: a week of seven days, Monday first, less the holidays of a country or region.

    A shift past midnight belongs to the day on which it begins. Without a week (None), it is
    always open.
    """

    zone: str = "UTC"
    week: tuple[tuple[Span, ...], ...] | None = None
    country: str = ""
    region: str = ""
    own_days: tuple[OwnDay, ...] = ()

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The shifts that begin on a date."""
        own = next((one for one in self.own_days if one.day == day), None)
        if own is not None:
            return own.spans
        if self.holiday_on(day):
            return ()
        return self.week[day.weekday()] if self.week else ()

    def holiday_on(self, day: date) -> str:
        """The name of the public holiday that a date is; empty on any other."""
        return free_days(self.country, self.region, day.year).get(day, "") if self.country else ""

    @property
    def ever_opens(self) -> bool:
        """Whether there are any hours in its week."""
        return self.week is None or any(self.week)


ALWAYS = Calendar()


def openings(calendar: Calendar, start: datetime, end: datetime) -> list[Opening]:
    """The stretches of working time from `start` to before `end`, in UTC, apart from one another and in order."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if start >= end:
        return []
    if calendar.week is None:
        return [(start, end)]
    zone = ZoneInfo(calendar.zone)
    day, last = start.astimezone(zone).date() - timedelta(days=2), end.astimezone(zone).date() + timedelta(days=1)
    found: list[Opening] = []
    while day <= last:
        found += _of_day(calendar, day)
        day += timedelta(days=1)
    return [(max(a, start), min(b, end)) for a, b in _joined(found) if a < end and b > start]


def working_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much working time lies between two instants; none when the second is earlier."""
    return sum((b - a for a, b in openings(calendar, start, end)), timedelta())


def later(calendar: Calendar, start: datetime, work: timedelta) -> datetime | None:
    """The first instant at which so much working time has passed since `start`.

    None where the calendar opens too rarely for that within about two years.
    """
    start = start.astimezone(UTC)
    if work <= timedelta():
        return start
    if calendar.week is None:
        return start + work
    for week in range(LOOK_AHEAD):
        for begins, ends in openings(calendar, start + week * WEEK, start + (week + 1) * WEEK):
            if ends - begins >= work:
                return begins + work
            work -= ends - begins
    return None


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Whether somebody works at an instant."""
    return bool(openings(calendar, moment, moment + timedelta(microseconds=1)))


def coming_free_days(calendar: Calendar, today: date, count: int) -> list[OwnDay]:
    """The next dates on which it differs from its week, with why."""
    own = [one for one in calendar.own_days if one.day >= today]
    taken = {one.day for one in own}
    public = [
        OwnDay(day, (), name)
        for year in (today.year, today.year + 1)
        for day, name in sorted(free_days(calendar.country, calendar.region, year).items())
        if day >= today and day not in taken
    ]
    return sorted([*own, *public], key=lambda one: one.day)[:count]


@lru_cache(maxsize=8192)
def _of_day(calendar: Calendar, day: date) -> tuple[Opening, ...]:
    """When the shifts that begin on a date are worked."""
    naive = datetime(day.year, day.month, day.day)
    zone = ZoneInfo(calendar.zone)
    found: list[Opening] = []
    for start, end in calendar.spans_on(day):
        until = end if end > start else end + MIDNIGHT
        found += _shown(zone, naive + timedelta(minutes=start), naive + timedelta(minutes=until))
    return tuple(found)


def _shown(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Opening]:
    """When the walls of a zone show a time from `first` to before `last`."""
    for begins, ends, offset in _stretches(zone, first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)):
        a, b = first.replace(tzinfo=UTC) - offset, last.replace(tzinfo=UTC) - offset
        if max(a, begins) < min(b, ends):
            yield max(a, begins), min(b, ends)


def _stretches(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The time around two instants, cut wherever the zone's distance to UTC changes."""
    begins, end = first - FARTHEST, last + FARTHEST
    if _offset(zone, begins) == _offset(zone, end):
        yield begins, end, _offset(zone, begins)
        return
    hour, at = timedelta(hours=1), begins
    while at < end:
        if _offset(zone, at) != _offset(zone, at + hour):
            changes = _change(zone, at, at + hour)
            yield begins, changes, _offset(zone, begins)
            begins = changes
        at += hour
    yield begins, end, _offset(zone, begins)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the distance to UTC changes between two instants."""
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, before + timedelta(seconds=middle)) == _offset(zone, before):
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _joined(found: list[Opening]) -> Iterator[Opening]:
    """Stretches that touch or overlap, as one."""
    whole: Opening | None = None
    for begins, ends in sorted(found):
        if whole is not None and begins <= whole[1]:
            whole = (whole[0], max(whole[1], ends))
            continue
        if whole is not None:
            yield whole
        whole = (begins, ends)
    if whole is not None:
        yield whole
