"""What is wrong with a channel's roster, from plain values; pure.

Days are dates, both ends of a span included; departments, members and shifts are their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Lack(StrEnum):
    """What is missing."""

    GAP = "gap"
    """Nobody from a department that must be there."""
    AWAY = "away"
    """A liaison is not there."""
    COVER = "cover"
    """Nobody steps in for a liaison."""
    SHARE = "share"
    """Too much rests on one person."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Each of its days."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * DAY


@dataclass(frozen=True, slots=True)
class Shift:
    """Who is a channel's liaison when, and who steps in."""

    pk: int
    span: Span
    liaison: int
    cover: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that matters for one channel."""

    shifts: Sequence[Shift] = ()
    needed: Sequence[int] = ()
    """Departments from which somebody must be there."""
    speaks_for: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Departments in which each member answers customers."""
    away: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    """When each member is not there."""

    def is_away(self, member: int, day: date) -> bool:
        """Whether somebody is not there on a day."""
        return any(day in span for span in self.away.get(member, ()))


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing that is wrong; what does not apply is 0 or empty."""

    lack: Lack
    days: tuple[date, ...] = ()
    department: int = 0
    member: int = 0
    shift: int = 0
    cover: int = 0
    """Who steps in on these days."""
    percent: int = 0
    replies: int = 0


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - day.weekday() * DAY


def week_of(day: date) -> Span:
    """The week in which a day lies, Monday to Sunday."""
    return Span(monday_of(day), monday_of(day) + WEEK - DAY)


def acting(plan: Plan, day: date) -> list[tuple[Shift, int]]:
    """Who is there on a day: each shift's liaison, or while they are away their cover, if that one is there."""
    found = []
    for shift in plan.shifts:
        if day not in shift.span:
            continue
        here = next((one for one in (shift.liaison, shift.cover) if one and not plan.is_away(one, day)), None)
        if here is not None:
            found.append((shift, here))
    return found


def week_warnings(plan: Plan, week: Span, today: date) -> list[Warned]:
    """What is wrong in a week, from today on: nobody can mend what is over."""
    days = [day for day in week.days() if day >= today]
    return [*_gaps(plan, days), *_away(plan, days), *_uncovered(plan, days)]


def share_warning(replies: Mapping[int, int], *, most_percent: int, least_replies: int) -> Warned | None:
    """Whoever wrote more than that share of a channel's replies; None where there are too few to tell."""
    everything = sum(replies.values())
    if everything < max(1, least_replies):
        return None
    member = min(replies, key=lambda one: (-replies[one], one))
    if replies[member] * 100 <= most_percent * everything:
        return None
    return Warned(Lack.SHARE, member=member, percent=replies[member] * 100 // everything, replies=everything)


def stretches(days: Iterable[date]) -> list[Span]:
    """Days as spans: what follows day upon day is one."""
    found: list[Span] = []
    for day in sorted(days):
        if found and found[-1].last + DAY == day:
            found[-1] = Span(found[-1].first, day)
        else:
            found.append(Span(day, day))
    return found


def _gaps(plan: Plan, days: Sequence[date]) -> Iterator[Warned]:
    there = {day: _departments(plan, day) for day in days}
    for department in plan.needed:
        if missing := tuple(day for day in days if department not in there[day]):
            yield Warned(Lack.GAP, missing, department=department)


def _departments(plan: Plan, day: date) -> set[int]:
    return {place for _shift, member in acting(plan, day) for place in plan.speaks_for.get(member, ())}


def _away(plan: Plan, days: Sequence[date]) -> Iterator[Warned]:
    """Days with and without somebody who steps in are two warnings: they are mended differently."""
    for shift in plan.shifts:
        missing = [day for day in days if day in shift.span and plan.is_away(shift.liaison, day)]
        covered = [day for day in missing if shift.cover and not plan.is_away(shift.cover, day)]
        alone = tuple(day for day in missing if day not in covered)
        if alone:
            yield Warned(Lack.AWAY, alone, member=shift.liaison, shift=shift.pk)
        if covered:
            yield Warned(Lack.AWAY, tuple(covered), member=shift.liaison, shift=shift.pk, cover=shift.cover or 0)


def _uncovered(plan: Plan, days: Sequence[date]) -> Iterator[Warned]:
    for shift in plan.shifts:
        ahead = tuple(day for day in days if day in shift.span)
        if ahead and shift.cover is None:
            yield Warned(Lack.COVER, ahead, member=shift.liaison, shift=shift.pk)
