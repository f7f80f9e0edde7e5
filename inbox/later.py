"""A minute in a member's own zone at which a reply is to leave; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

LONGEST = timedelta(days=90)
"""What is to leave later than that is no reply any more."""

MORNING = time(9)
WRITTEN = "%Y-%m-%dT%H:%M"
"""How a browser's field for date and time writes a minute."""


class NoSuchMinute(ValueError):
    """It can't be read, or the clocks skip it; the message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made minute."""

    key: str
    label: str
    moment: datetime


def minute(typed: str, zone: tzinfo) -> datetime:
    """The moment (in UTC) of a minute as typed in a zone. Where the clocks go back and it comes twice, the first.

    Raises NoSuchMinute for what is no date and time, and for a minute that the clocks skip.
    """
    try:
        naive = datetime.strptime(typed.strip(), WRITTEN)
        local = naive.replace(tzinfo=zone)
        moment = local.astimezone(UTC)
        again = moment.astimezone(zone)
    except (ValueError, OverflowError) as error:
        raise NoSuchMinute(_("Choose a day and a minute.")) from error
    if again.replace(tzinfo=None) != naive:
        raise NoSuchMinute(_skipped(naive, again))
    return moment


def offered(now: datetime, zone: tzinfo) -> list[Preset]:
    """Those of presets() that differ: on a Sunday tomorrow is Monday, and enough."""
    found = presets(now, zone)
    return [one for place, one in enumerate(found) if one.moment not in {before.moment for before in found[:place]}]


def presets(now: datetime, zone: tzinfo) -> list[Preset]:
    """Tomorrow and next Monday at nine."""
    today = now.astimezone(zone).date()
    tomorrow, monday = today + timedelta(days=1), today + timedelta(days=7 - today.weekday())
    days = [("tomorrow", _("Tomorrow"), tomorrow), ("monday", _("Monday"), monday)]
    return [Preset(key, label, _nine(day, zone)) for key, label, day in days]


def span(now: datetime, zone: tzinfo) -> tuple[str, str]:
    """The first and the last minute that can be chosen, as a browser's field writes them."""
    local = now.astimezone(zone)
    return (local + timedelta(minutes=1)).strftime(WRITTEN), (now + LONGEST).astimezone(zone).strftime(WRITTEN)


def said(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """ "tomorrow, 09:00 CET", "Monday 23 November, 09:00 CET": a minute as it is read in a sentence."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = f"{time_format(local.time(), 'H:i')} {local.tzname() or ''}".strip()
    days = {today: _("today"), today + timedelta(days=1): _("tomorrow")}
    written = "l j F" if local.year == today.year else "l j F Y"
    return f"{days.get(local.date()) or date_format(local, written)}, {clock}"


def _nine(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=zone)


def _skipped(typed: datetime, after: datetime) -> str:
    words = {
        "day": date_format(typed, "j F Y"),
        "time": time_format(typed.time(), "H:i"),
        "later": time_format(after.time(), "H:i"),
    }
    return (
        _("There is no %(time)s on %(day)s: the clocks go forward that night. Choose %(later)s, for example.") % words
    )
