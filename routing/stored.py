"""Policies and calendars as they are kept, and as the clocks take them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from routing.calendars import ALWAYS, Calendar, OwnDay
from routing.models import PromiseBook, SlaPolicy, WorkCalendar
from routing.promising import Book, Policy


def calendar_of(row: WorkCalendar | None) -> Calendar:
    """A calendar as it is counted; round the clock without one."""
    return calendar_from(calendar_kept(row)) if row is not None else ALWAYS


def calendar_kept(row: WorkCalendar) -> dict[str, Any]:
    """What of a calendar counts, as plain values."""
    return {
        "zone": row.zone,
        "week": row.week,
        "country": row.country,
        "region": row.region,
        "own_days": row.own_days,
    }


def calendar_from(kept: Mapping[str, Any]) -> Calendar:
    """The reverse of calendar_kept()."""
    week = kept["week"]
    return Calendar(
        kept["zone"],
        None if week is None else tuple(tuple((int(a), int(b)) for a, b in day) for day in week),
        kept["country"],
        kept["region"],
        tuple(
            OwnDay(date.fromisoformat(one["day"]), tuple((int(a), int(b)) for a, b in one["spans"]), one["name"])
            for one in kept["own_days"]
        ),
    )


def policy_kept(row: SlaPolicy) -> dict[str, Any]:
    """What of a policy counts, with its calendar, as plain values."""
    return {
        "id": row.pk,
        "version": row.number,
        "position": row.position,
        "targets": row.targets,
        "departments": row.departments,
        "channels": row.channels,
        "kinds": row.kinds,
        "priorities": row.priorities,
        "calendar": calendar_kept(row.calendar) if row.calendar else None,
        "calendar_id": row.calendar_id,
        "pauses": row.pauses,
        "warn_minutes": row.warn_minutes,
        "warn_share": row.warn_share,
    }


def policy_from(kept: Mapping[str, Any]) -> Policy:
    """The reverse of policy_kept()."""
    return Policy(
        kept["id"],
        kept["version"],
        kept["position"],
        tuple(sorted((promise, int(minutes)) for promise, minutes in kept["targets"].items())),
        frozenset(kept["departments"]),
        frozenset(kept["channels"]),
        frozenset(kept["kinds"]),
        frozenset(kept["priorities"]),
        calendar_from(kept["calendar"]) if kept["calendar"] else ALWAYS,
        kept["calendar_id"],
        frozenset(kept["pauses"]),
        kept["warn_minutes"],
        kept["warn_share"],
    )


def standing_policies() -> list[Policy]:
    """Those that hold now."""
    rows = SlaPolicy.objects.standing().select_related("calendar")
    return [policy_from(policy_kept(row)) for row in rows]


_read: dict[int, Book] = {}
"""Books never change, so each is read once a process."""


def books() -> list[Book]:
    """Every state that the promises have been in."""
    ids = list(PromiseBook.objects.values_list("pk", "at"))
    missing = [pk for pk, _at in ids if pk not in _read or _read[pk].at != _at]
    for row in PromiseBook.objects.filter(pk__in=missing):
        _read[row.pk] = Book(row.at, tuple(policy_from(kept) for kept in row.policies))
    return [_read[pk] for pk, _at in ids]
