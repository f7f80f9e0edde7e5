"""A later minute for a reply: how it is offered, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.later import WRITTEN, NoSuchMinute, Preset, minute, offered, said, span


@dataclass(frozen=True, slots=True)
class Later:
    """What a form needs in which a minute is chosen; `key` tells several on a page apart."""

    key: str
    action: str
    chosen: str
    first: str
    last: str
    presets: list[Preset]
    zone: str


def later_for(key: str, action: str, chosen: datetime | None) -> Later:
    """The choices from now on, in the zone of whoever looks."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    first, last = span(now, zone)
    written = timezone.localtime(chosen).strftime(WRITTEN) if chosen else ""
    name = _("Your time zone: %(zone)s") % {"zone": timezone.get_current_timezone_name()}
    return Later(key, action, written, first, last, offered(now, zone), name)


def minute_in(written: str) -> datetime | None:
    """The minute that an address names, as a browser's field writes it; None for anything else, and for the past."""
    try:
        found = minute(written, timezone.get_current_timezone())
    except NoSuchMinute:
        return None
    return found if found > timezone.now() else None


def leaves_at(moment: datetime) -> str:
    """ "tomorrow, 09:00 CET", in the zone of whoever looks."""
    return said(moment, timezone.now(), timezone.get_current_timezone())
