"""The roster as pages show it: weeks beside channels, one week of one channel, one channel's people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Department, Member
from inbox.models import Channel, ChannelStaff, RosterEntry, RosterNeed
from inbox.presenters.places import departments_of, visible_channels
from inbox.presenters.staffing import Known, WarningView, days_shortly, in_words, share_in_words, week_title
from inbox.rostering import Read, plans, read, shares_of, staff_of
from inbox.rostering import departments_of as answers_for
from inbox.staffing import DAY, WEEK, Span, acting, monday_of, week_of, week_warnings

WEEKS = 4
AHEAD = 2
"""Weeks from this one on whose gaps are listed above the roster: what lies farther is shown in its cell."""


@dataclass(frozen=True, slots=True)
class ShiftView:
    """One shift in one week."""

    entry: RosterEntry
    name: str
    departments: list[Department]
    cover: str
    days: str
    """Which days, when it is not the whole week."""
    is_today: bool
    """Whether it is this liaison who is there today."""
    stands_in: bool
    """Whether today the cover is there instead."""
    is_over: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One channel in one week."""

    week: Span
    title: str
    href: str
    shifts: list[ShiftView]
    warnings: list[WarningView]
    is_now: bool
    is_past: bool

    @property
    def spoken(self) -> str:
        """The whole cell for people who hear the page."""
        who = [f"{one.name} {one.days}".strip() for one in self.shifts] or [_("nobody")]
        return ", ".join([self.title, *who, *(one.short for one in self.warnings)])


@dataclass(frozen=True, slots=True)
class Row:
    """One channel with its weeks."""

    channel: Channel
    needs: list[Department]
    may_plan: bool
    cells: list[Cell]
    warnings: list[WarningView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Staffed:
    """One channel's people, for its own page."""

    today: list[ShiftView]
    staff: list[tuple[ChannelStaff, list[Department]]]
    needs: list[Department]
    own_needs: set[int]
    """What the channel says itself; empty when it follows what is said for all."""
    warnings: list[WarningView]
    may_plan: bool
    week: str


def roster_rows(member: Member, first: date, *, weeks: int = WEEKS, channel: Channel | None = None) -> list[Row]:
    """Each channel that exists for the member, or the one, from the week of a day on."""
    found = visible_channels(member).order_by("name", "pk")
    channels = list(found.filter(pk=channel.pk) if channel else found.filter(is_active=True))
    start = monday_of(first)
    today, seen = timezone.localdate(), {one.pk: one for one in departments_of(member)}
    mondays = sorted({*(start + number * WEEK for number in range(weeks)), *_pressing(today)})
    known = read(channels, mondays[0], mondays[-1] + WEEK - DAY)
    shown = [start + number * WEEK for number in range(weeks)]
    rows = [_row(member, known, shown, Known(one, known.members, seen, today)) for one in channels]
    return _with_shares(rows)


def staffed(member: Member, channel: Channel) -> Staffed:
    """Who looks after one channel, and what is wrong with that."""
    today = timezone.localdate()
    (row,) = roster_rows(member, today, weeks=1, channel=channel)
    staff, seen = staff_of(channel), {one.pk for one in departments_of(member)}
    places = answers_for([one.member_id for one in staff])
    needed = [one.pk for one in row.needs]
    shown = {pk: [one for one in found if one.pk in seen and _tells(one, needed)] for pk, found in places.items()}
    said = RosterNeed.objects.filter(channel=channel).values_list("department_id", flat=True)
    return Staffed(
        today=[one for one in row.cells[0].shifts if one.is_today or one.stands_in],
        staff=[(one, shown.get(one.member_id, [])) for one in staff],
        needs=row.needs,
        own_needs=set(said),
        warnings=row.warnings,
        may_plan=row.may_plan,
        week=reverse("inbox:roster_week", args=[channel.pk, monday_of(today).isoformat()]),
    )


def _with_shares(rows: list[Row]) -> list[Row]:
    """Who plans a channel is told, too, where too much rests on one person."""
    planned = [row.channel for row in rows if row.may_plan]
    shares = shares_of(planned) if planned else {}
    people = Member.objects.in_bulk([one.member for one in shares.values()]) if shares else {}
    for row in rows:
        if warned := shares.get(row.channel.pk):
            row.warnings.append(share_in_words(warned, row.channel, people.get(warned.member)))
    return rows


def _tells(place: Department, needed: Sequence[int]) -> bool:
    """Whether a department beside a liaison says something: task forces do only where somebody of them must be."""
    return not place.is_temporary or place.pk in needed


def _pressing(today: date) -> list[date]:
    return [monday_of(today) + number * WEEK for number in range(AHEAD)]


def _row(member: Member, known: Read, mondays: Sequence[date], names: Known) -> Row:
    channel, today = names.channel, names.today
    needed = [known.departments[pk] for pk in known.plans[channel.pk].needed]
    may_plan = plans(member, "roster.plan", channel, needed)
    cells = [_cell(known, week_of(monday), names) for monday in mondays]
    pressing = [
        in_words(one, week_of(monday), names)
        for monday in _pressing(today)
        for one in week_warnings(known.plans[channel.pk], week_of(monday), today)
    ]
    return Row(channel, [one for one in needed if one.pk in names.departments], may_plan, cells, pressing)


def _cell(known: Read, week: Span, names: Known) -> Cell:
    channel = names.channel
    plan, today = known.plans[channel.pk], names.today
    there = {shift.pk: who for shift, who in acting(plan, today)} if today in week else {}
    shifts = []
    for shift in plan.shifts:
        days = [day for day in week.days() if day in shift.span]
        if not days:
            continue
        entry = known.entries[shift.pk]
        speaks = plan.speaks_for.get(shift.liaison, frozenset())
        shifts.append(
            ShiftView(
                entry,
                str(entry.liaison),
                [place for pk, place in names.departments.items() if pk in speaks and _tells(place, plan.needed)],
                str(entry.cover or ""),
                "" if len(days) == WEEK.days else days_shortly(days),
                there.get(shift.pk) == shift.liaison,
                there.get(shift.pk, 0) not in (0, shift.liaison),
                entry.ends_on < today,
            )
        )
    return Cell(
        week,
        week_title(week),
        reverse("inbox:roster_week", args=[channel.pk, week.first.isoformat()]),
        shifts,
        [in_words(one, week, names) for one in week_warnings(plan, week, today)],
        today in week,
        week.last < today,
    )
