"""Mia is on holiday and Leila covers; Marketing lets new work find somebody, which not all of it does."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.actions.absences import plan
from accounts.actors import SCHEDULE
from accounts.models.absence import AbsenceKind
from inbox.actions.ability import change as change_ability
from inbox.actions.cover import hand_over_absence
from inbox.actions.place import place
from inbox.actions.placing import change as change_placing
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.models import Conversation
from inbox.models.conversation import Status
from inbox.models.placing import PlacingWay

SPEAKS = {"Jonas": ["en", "de"], "Leila": ["en", "ar"], "Mia": ["en", "es"], "Ana": ["en", "sr"], "Ben": ["en"]}
PLACING = "Marketing"


def share_out(company: Company, now: datetime) -> None:
    """The holiday began yesterday; Marketing's new work has been shared out since an hour ago."""
    today = now.date()
    mia, leila, jonas = (company.members[first] for first in ("Mia", "Leila", "Jonas"))
    with at(now - timedelta(days=3)):
        days = {"starts_on": today - timedelta(days=1), "ends_on": today + timedelta(days=4)}
        away = plan(mia, kind=AbsenceKind.HOLIDAY, cover=leila, by=mia, **days)
        plan(
            jonas,
            kind=AbsenceKind.OTHER,
            starts_on=today + timedelta(days=9),
            ends_on=today + timedelta(days=9),
            by=jonas,
        )
        for first, languages in SPEAKS.items():
            member = company.members[first]
            change_ability(member, languages=languages, topics=(), by=member)
    with at(now - timedelta(hours=1)):
        hand_over_absence(away, by=SCHEDULE)
        department = company.departments[PLACING]
        change_placing(department, way=PlacingWay.LOAD, most_open=6, match_language=True, by=jonas)
        waiting = Conversation.objects.standing().filter(department=department, status=Status.OPEN, assignee=None)
        for conversation in waiting.order_by("waiting_since", "pk"):
            place(conversation, by=SCHEDULE, department=department)
