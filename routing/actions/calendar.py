"""Working hours: made and changed by administrators. Clocks go on by the new hours from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from routing.actions._book import write_book
from routing.calendars import MIDNIGHT
from routing.free_days import countries, regions
from routing.models import WorkCalendar
from routing.models.calendar import CALENDAR_NAME_LENGTH

MOST_OWN_DAYS = 200


@transaction.atomic
def create(*, name: str, by: Actor, **content: Any) -> WorkCalendar:
    """A new calendar; raises NotPossible with a whole sentence for hours that make no sense."""
    require(by, "calendar.create")
    calendar = WorkCalendar()
    _fill(calendar, name, content)
    _save(calendar)
    record("calendar.create", calendar, by=by)
    return calendar


@transaction.atomic
def change(calendar: WorkCalendar, *, name: str, by: Actor, **content: Any) -> WorkCalendar:
    """Another name, other hours or days from now on."""
    require(by, "calendar.change", calendar)
    calendar = WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    before = _content(calendar)
    _fill(calendar, name, content)
    changed = sorted(field for field, value in _content(calendar).items() if before[field] != value)
    if changed:
        _save(calendar)
        write_book()
        record("calendar.change", calendar, by=by, fields=changed)
    return calendar


def _fill(calendar: WorkCalendar, name: str, content: Mapping[str, Any]) -> None:
    name = " ".join(name.split())
    if not name or len(name) > CALENDAR_NAME_LENGTH:
        raise NotPossible(_("A name has between 1 and %(most)d characters.") % {"most": CALENDAR_NAME_LENGTH})
    zone, country, region = content["zone"], content.get("country", ""), content.get("region", "")
    if zone not in available_timezones():
        raise NotPossible(_("“%(zone)s” is no time zone.") % {"zone": zone})
    if country and country not in countries():
        raise NotPossible(_("The holidays of “%(country)s” are not known.") % {"country": country})
    if region and region not in regions(country):
        raise NotPossible(_("“%(region)s” is no region there.") % {"region": region})
    calendar.name, calendar.zone, calendar.country, calendar.region = name, str(ZoneInfo(zone)), country, region
    calendar.week = _week(content.get("week"))
    calendar.own_days = _own_days(content.get("own_days", []))


def _week(week: Sequence[Any] | None) -> list[list[list[int]]] | None:
    if week is None:
        return None
    found = [_spans(day) for day in week]
    if len(found) != 7:
        raise NotPossible(_("A week has seven days."))
    if not any(found):
        raise NotPossible(_("Somebody must work at some time of the week, or nothing could be promised."))
    return found


def _spans(spans: Sequence[Any]) -> list[list[int]]:
    found = sorted([int(start), int(end)] for start, end in spans)
    for start, end in found:
        if not (0 <= start < MIDNIGHT and 0 <= end <= MIDNIGHT and start != end):
            raise NotPossible(_("Hours begin and end at a time of the day, and not at the same."))
    for one, other in pairwise(found):
        if one[1] > other[0] or one[1] <= one[0]:
            raise NotPossible(_("Two shifts of a day overlap."))
    return found


def _own_days(days: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in days:
        day = str(one["day"] if isinstance(one["day"], str) else one["day"].isoformat())
        date.fromisoformat(day)
        if day in found:
            raise NotPossible(_("The %(day)s stands there twice.") % {"day": day})
        found[day] = {"day": day, "spans": _spans(one.get("spans", [])), "name": str(one.get("name", ""))[:60]}
    if len(found) > MOST_OWN_DAYS:
        raise NotPossible(_("A calendar has at most %(most)d days of its own.") % {"most": MOST_OWN_DAYS})
    return [found[day] for day in sorted(found)]


def _content(calendar: WorkCalendar) -> dict[str, Any]:
    return {name: getattr(calendar, name) for name in ("name", "zone", "week", "country", "region", "own_days")}


def _save(calendar: WorkCalendar) -> None:
    try:
        with transaction.atomic():
            calendar.save()
    except IntegrityError as error:
        raise NotPossible(_("There is a calendar named “%(name)s” already.") % {"name": calendar.name}) from error
