"""The roster as it is stored, read into the plain values that inbox/staffing.py judges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Absence, Department, Member, Membership, Role
from accounts.models.member import MemberQuerySet
from accounts.permissions import may
from inbox.models import Channel, ChannelStaff, Message, RosterEntry, RosterNeed
from inbox.staffing import WEEK, Lack, Plan, Shift, Span, Warned, share_warning, week_of, week_warnings

LOOK_BACK = timedelta(days=28)
ANSWERS = (Role.AGENT, Role.LEAD)
"""Who speaks for a department to customers."""


@dataclass(frozen=True, slots=True)
class Read:
    """What is planned on some channels within a span, with everybody in it."""

    plans: dict[int, Plan]
    """By channel."""
    entries: dict[int, RosterEntry]
    members: dict[int, Member]
    departments: dict[int, Department]


def is_shut(channel: Channel) -> bool:
    """Whether only its own department sees what it brings."""
    return channel.is_closed or channel.default_department.is_closed


def needs_of(channels: Sequence[Channel]) -> dict[int, list[Department]]:
    """The departments that must be on each channel's roster, its own first.

    What is said for every channel does not hold for closed ones: others would not see what they answer for.
    """
    rows = RosterNeed.objects.filter(Q(channel=None) | Q(channel__in=channels), department__is_active=True)
    said: dict[int | None, list[Department]] = defaultdict(list)
    for row in rows.select_related("department"):
        said[row.channel_id].append(row.department)
    found = {}
    for channel in channels:
        own, general = channel.default_department, [] if is_shut(channel) else said[None]
        needed = said[channel.pk] or [own, *(one for one in general if one != own)]
        found[channel.pk] = sorted(needed, key=lambda one: (one != own, one.name))
    return found


def may_plan(by: Actor, verb: str, channel: Channel) -> bool:
    """Whether somebody plans a channel: whoever leads one of the departments that must be on its roster."""
    return may(by, verb, channel) or plans(by, verb, channel, needs_of([channel])[channel.pk])


def plans(by: Actor, verb: str, channel: Channel, needed: Iterable[Department]) -> bool:
    """As may_plan(), where the departments that must be there are known."""
    return may(by, verb, channel) or any(may(by, verb, department) for department in needed)


def fit_for(channel: Channel) -> MemberQuerySet:
    """Who may look after a channel: agents and leads, of a closed one its own department's."""
    works = Membership.objects.filter(role__in=ANSWERS, department__is_active=True)
    if is_shut(channel):
        works = works.filter(department=channel.default_department_id)
    return Member.objects.active().filter(pk__in=works.values("member_id")).order_by("name", "pk")


def read(channels: Sequence[Channel], first: date, last: date, *more: int) -> Read:
    """Everything that is planned from one day to another; `more` are ids of members to know besides."""
    entries = list(
        RosterEntry.objects.filter(channel__in=channels).between(first, last).select_related("liaison", "cover")
    )
    people = {one.pk: one for entry in entries for one in (entry.liaison, entry.cover) if one is not None}
    places = departments_of([*people, *more])
    away = _away(people, first, last)
    needs = needs_of(channels)
    shifts: dict[int, list[Shift]] = defaultdict(list)
    for entry in entries:
        span = Span(entry.starts_on, entry.ends_on)
        shifts[entry.channel_id].append(Shift(entry.pk, span, entry.liaison_id, entry.cover_id))
    speaks = {member: frozenset(one.pk for one in found) for member, found in places.items()}
    plans = {
        channel.pk: Plan(shifts[channel.pk], [one.pk for one in needs[channel.pk]], speaks, away)
        for channel in channels
    }
    known = {one.pk: one for found in (*needs.values(), *places.values()) for one in found}
    return Read(plans, {entry.pk: entry for entry in entries}, people, known)


def lacking(channels: Sequence[Channel], today: date) -> list[tuple[Channel, Warned]]:
    """Where somebody is missing this week or the next, or somebody steps in; once for each channel, week and cause."""
    this = week_of(today)
    known = read(channels, this.first, this.last + WEEK)
    found: dict[tuple[Channel, date, Lack, int, int, int], Warned] = {}
    for channel in channels:
        for week in (this, week_of(this.first + WEEK)):
            for one in week_warnings(known.plans[channel.pk], week, today):
                if one.lack not in (Lack.GAP, Lack.AWAY):
                    continue
                key = (channel, week.first, one.lack, one.department, one.member, one.cover)
                days = {*one.days, *(found[key].days if key in found else ())}
                found[key] = replace(one, days=tuple(sorted(days)))
    return [(key[0], warned) for key, warned in found.items()]


def departments_of(members: Iterable[int]) -> dict[int, list[Department]]:
    """In which departments each of them answers customers."""
    works = Membership.objects.filter(
        member__in=list(members), member__is_active=True, role__in=ANSWERS, department__is_active=True
    )
    found: dict[int, list[Department]] = defaultdict(list)
    for work in works.select_related("department").order_by("department__name"):
        found[work.member_id].append(work.department)
    return found


def staff_of(channel: Channel) -> list[ChannelStaff]:
    """Those dedicated to it who are still there."""
    return list(channel.staff.filter(member__is_active=True).select_related("member", "channel"))


def shares_of(channels: Sequence[Channel], now: datetime | None = None) -> dict[int, Warned]:
    """By channel, that too much of it rests on one person, over the last 28 days."""
    since = (now or timezone.now()) - LOOK_BACK
    ours = Message.objects.filter(channel__in=channels, is_ours=True, sent_at__gte=since).exclude(member=None)
    replies: dict[int, dict[int, int]] = defaultdict(dict)
    for channel, member, count in ours.order_by().values_list("channel", "member").annotate(count=Count("pk")):
        replies[channel][member] = count
    limits = {"most_percent": settings.STAFFING_SHARE, "least_replies": settings.STAFFING_LEAST_REPLIES}
    found = {channel: share_warning(counted, **limits) for channel, counted in replies.items()}
    return {channel: warned for channel, warned in found.items() if warned is not None}


def _away(members: Iterable[int], first: date, last: date) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for row in Absence.objects.filter(member__in=list(members), starts_on__lte=last, ends_on__gte=first):
        found[row.member_id].append(Span(row.starts_on, row.ends_on))
    return found
