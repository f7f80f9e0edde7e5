"""The agenda for the weekly meeting of both heads, as it makes itself: for one reader, in their rights.

Page, PDF and mail are drawn from the same values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Department, Member
from inbox.models import Channel, Conversation, Escalation, Label
from inbox.promised import in_short
from inbox.rostering import lacking
from inbox.staffing import Lack, monday_of
from reports.metrics.catalogue import METRICS
from reports.metrics.number import Number
from reports.models import Brief, Kind, Objective, Sample, Tag
from reports.objectives import Aim, aims
from reports.presenters.words import change, whole
from reports.scope import Period, Scope, readable, scope_for

WATCHED = (
    *("conversations", "first_response", "coverage", "promises_kept", "reopened", "resolution"),
    *("negative", "recovery", "satisfaction", "post_unanswered", "solved_together", "silo_index"),
)
"""What may have moved."""
MOVED = 0.1
"""Less than this part of what it was is no news."""
MOST = 6


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the agenda: what it says, and where it leads."""

    words: str
    href: str = ""
    note: str = ""
    is_better: bool | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """The agenda of one week for one reader; `more` is how many waits are not listed."""

    week: date
    period: Period
    moved: list[Point]
    waits: list[Point]
    more_waits: int
    questions: list[Point]
    topics: list[Point]
    gaps: list[Point]
    aims: list[Aim]
    written: Brief = field(default_factory=Brief)

    @property
    def title(self) -> str:
        """ "Week 47: 16 to 22 November 2026"."""
        return _("Week %(number)s: %(first)s to %(last)s") % {
            "number": self.week.isocalendar().week,
            "first": date_format(self.period.first, "j F"),
            "last": date_format(self.period.last, "j F Y"),
        }


def brief_for(member: Member, week: date) -> Made:
    """Everything that the week's agenda says to this reader."""
    first = monday_of(week)
    period = Period(first, first + timedelta(days=6), timezone.get_current_timezone_name())
    scope = scope_for(member, period)
    waits, count = _waits(member)
    return Made(
        week=first,
        period=period,
        moved=moved(scope),
        waits=waits,
        more_waits=count - len(waits),
        questions=_questions(scope),
        topics=_topics(scope),
        gaps=_gaps(member),
        aims=aims(Objective.objects.visible_to(member).standing(), member),
        written=Brief.objects.select_related("edited_by").filter(week=first).first() or Brief(week=first),
    )


def moved(scope: Scope) -> list[Point]:
    """What changed most against the week before, the largest change first; what is too small to tell is left out."""
    found: list[tuple[float, Point]] = []
    earlier = scope.during(scope.period.previous)
    for key in WATCHED:
        metric = METRICS[key]
        now, before = metric.compute(scope), metric.compute(earlier)
        shown, is_better = change(metric, now, before)
        if not shown or now.value is None or before.value is None:
            continue
        weight = _weight(now, before)
        if weight >= MOVED:
            words = _("%(name)s: %(now)s, was %(before)s") % {
                "name": metric.name,
                "now": whole(now.value, metric.unit),
                "before": whole(before.value, metric.unit),
            }
            href = reverse("reports:behind", args=[key, "all"]) + _address(scope.period)
            found.append((weight, Point(words, href, shown, is_better)))
    return [point for _weight_of, point in sorted(found, key=lambda pair: -pair[0])[:MOST]]


def _weight(now: Number, before: Number) -> float:
    """How large a change is, against the larger of both."""
    values = (abs(now.value or 0), abs(before.value or 0))
    return abs(values[0] - values[1]) / max(*values, 1e-9)


def _waits(member: Member) -> tuple[list[Point], int]:
    """Requests between departments that are open now, the longest first, and how many there are."""
    places = readable(member)
    rows = Escalation.objects.visible_to(member).standing().filter(from_department__in=places, to_department__in=places)
    listed = rows.select_related("from_department", "to_department", "reason").order_by("asked_at", "pk")[:MOST]
    now = timezone.now()
    points = [
        Point(
            _("%(asks)s waits for %(asked)s: %(reason)s")
            % {"asks": row.from_department, "asked": row.asked_name, "reason": row.reason},
            reverse("inbox:conversation", args=[row.conversation_id]),
            _("for %(time)s") % {"time": in_short(now - row.asked_at)}
            + (_(", late by %(time)s") % {"time": in_short(now - row.due_at)} if row.due_at < now else ""),
            False if row.due_at < now else None,
        )
        for row in listed
    ]
    return points, rows.count()


def _questions(scope: Scope) -> list[Point]:
    """Questions of people outside that wait now: the most pressing first, then the longest."""
    waiting = Sample.objects.filter(kind=Kind.QUESTION, tag=Tag.WAITING).order_by()
    since = dict(waiting.values("conversation_id").annotate(first=Min("at")).values_list("conversation_id", "first"))
    found = scope.conversations().filter(pk__in=waiting.values("conversation_id"))
    rows = found.select_related("department").order_by("-priority", "waiting_since", "pk")[:MOST]
    now = timezone.now()
    return [
        Point(
            row.preview or _("(without words)"),
            reverse("inbox:conversation", args=[row.pk]),
            _("%(department)s, for %(time)s")
            % {"department": row.department, "time": in_short(now - since.get(row.pk, now))},
        )
        for row in rows
    ]


def _topics(scope: Scope) -> list[Point]:
    """Labels of the conversations in which something was asked in the week, the most frequent first."""
    asked = scope.samples(Kind.QUESTION).values("conversation_id")
    seen = Conversation.objects.visible_to(scope.member).filter(pk__in=asked).order_by()
    counted = (
        Label.objects.visible_to(scope.member)
        .annotate(asked=Count("conversations", filter=Q(conversations__in=seen.values("pk")), distinct=True))
        .filter(asked__gt=0)
        .order_by("-asked", "name")
        .values_list("pk", "name", "asked")[:MOST]
    )
    behind = reverse("reports:behind", args=["inbound", "questions"]) + _address(scope.period)
    return [Point(name, f"{behind}&label={pk}", str(asked)) for pk, name, asked in counted]


def _gaps(member: Member) -> list[Point]:
    """Where nobody, or somebody who is away, is on the rosters of this week and the next."""
    channels = _channels(member)
    names = {one.pk: one.name for one in Department.objects.visible_to(member)}
    people = dict(Member.objects.values_list("pk", "name"))
    points = []
    for channel, warned in lacking(channels, timezone.localdate())[: 2 * MOST]:
        if warned.lack == Lack.GAP and warned.department in names:
            words = _("%(channel)s: nobody of %(department)s") % {
                "channel": channel.name,
                "department": names[warned.department],
            }
        elif warned.lack == Lack.AWAY and not warned.cover:
            words = _("%(channel)s: %(member)s is away") % {
                "channel": channel.name,
                "member": people.get(warned.member, ""),
            }
        else:
            continue
        days = ", ".join(date_format(day, "D j M") for day in warned.days[:5])
        points.append(Point(words, reverse("inbox:roster"), days))
    return points[:MOST]


def _channels(member: Member) -> Sequence[Channel]:
    places = readable(member)
    rows = Channel.objects.filter(is_active=True, default_department__in=places).order_by("name")
    if not member.is_administrator:
        own = member.departments.values("pk")
        rows = rows.filter(Q(is_closed=False, default_department__is_closed=False) | Q(default_department__in=own))
    return list(rows.select_related("default_department"))


def _address(period: Period) -> str:
    return f"?from={period.first.isoformat()}&until={period.last.isoformat()}"
