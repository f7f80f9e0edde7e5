"""The demo's numbers: everything that happened there measured, some of it rated, and what people want of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.actors import OUTSIDE
from accounts.models import Department, Member, Role
from inbox.demo.clock import at
from inbox.models import Conversation
from inbox.models.conversation import Outcome
from inbox.staffing import monday_of
from reports.actions.assume import assume
from reports.actions.brief import edit
from reports.actions.objective import set_objective
from reports.actions.rate import give
from reports.actions.rebuild import rebuild

SCORES = (5, 5, 4, 5, 4, 3, 5, 2, 4, 5, 1, 4)
RATED = 8
"""One in so many that we answered is rated."""
AIMS = (
    ("Customer Service", "coverage", 0.92, 45, "Nobody should have to ask twice."),
    ("Customer Service", "first_response", 20 * 60.0, 30, "The winter timetable begins on 14 December."),
    ("Marketing", "negative", 0.2, 60, "Fewer unpleasant surprises under our own posts."),
)
"""Department, number, target, days from now, and why; the first was set four weeks ago."""
AGENDA = """Winter timetable: who answers what on the first weekend?
Ticket machines: Product owes Customer Service an answer."""
DECIDED = "Marketing tells Customer Service of every post about prices a day before."


def measured(now: datetime) -> None:
    """The last chapter: reports are there from the first moment."""
    _rate(now)
    rebuild()
    administrator = Member.objects.filter(is_administrator=True).order_by("pk").first()
    if administrator is not None:
        _want(administrator, now)


def _rate(now: datetime) -> None:
    """Some of those that we helped say how it was, within the hours after."""
    rows = Conversation.objects.standing().exclude(resolved_at=None).filter(outcome=Outcome.ANSWERED).order_by("pk")
    for number, row in enumerate(rows):
        if row.resolved_at is not None and number % RATED == 0:
            with at(min(now, row.resolved_at + timedelta(minutes=5 + number * 37 % 600))):
                give(row, score=SCORES[number % len(SCORES)], by=OUTSIDE)


def _want(administrator: Member, now: datetime) -> None:
    sales = Department.objects.filter(name="Sales").first()
    with at(now):
        assume(
            month=now.date(),
            call_share=Decimal("0.25"),
            call_cost=Decimal(35),
            currency="USD",
            tough_hours=4,
            sales=sales,
            by=administrator,
        )
    for place, metric, target, days, why in AIMS:
        department = Department.objects.filter(name=place).first()
        lead = Member.objects.filter(memberships__department=department, memberships__role=Role.LEAD).first()
        if department is not None and lead is not None:
            with at(now - timedelta(days=10)):
                due_on = (now + timedelta(days=days)).date()
                set_objective(department, metric=metric, target=target, due_on=due_on, by=lead, note=why)
    lead = Member.objects.filter(memberships__role=Role.LEAD, memberships__department__is_closed=False).first()
    if lead is not None:
        week = monday_of(now.date()) - timedelta(days=7)
        with at(now):
            edit(week, agenda=AGENDA, decided=DECIDED, version=0, by=lead)
