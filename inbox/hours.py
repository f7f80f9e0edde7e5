"""When somebody works and when they rest; pure, in their own time zone, past midnight too."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inbox.models import Attention


def zone_of(name: str) -> ZoneInfo:
    """A member's time zone; UTC for a name that no longer exists."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def within(moment: time, start: time, end: time) -> bool:
    """Whether a time of day lies from `start` to before `end`; equal ends mean the whole day."""
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end


def is_on_duty(attention: Attention, zone: str, now: datetime) -> bool:
    """Inside the working hours; a shift past midnight belongs to the day on which it began."""
    start, end = attention.work_from, attention.work_until
    if start is None or end is None:
        return True
    local = now.astimezone(zone_of(zone))
    if not within(local.time(), start, end):
        return False
    began = local - timedelta(days=1) if start >= end and local.time() < end else local
    return began.isoweekday() in attention.work_days


def is_quiet(attention: Attention, zone: str, now: datetime) -> bool:
    """Inside the quiet hours, when no mail comes."""
    start, end = attention.quiet_from, attention.quiet_until
    if start is None or end is None:
        return False
    return within(now.astimezone(zone_of(zone)).time(), start, end)


def midnight(day: date, zone: str) -> datetime:
    """When a day begins in a time zone."""
    return datetime.combine(day, time(), zone_of(zone))
