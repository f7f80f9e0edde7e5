"""People who go away, and new work that looks for somebody."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from accounts.actors import SCHEDULE
from accounts.models import Absence
from inbox.actions.cover import hand_over_absence
from inbox.actions.place import place
from inbox.actions.roster_warn import clear, warn
from inbox.models import Channel, Conversation, Placing, RosterAlert
from inbox.models.conversation import ConversationQuerySet, Status
from inbox.rostering import lacking

MOST = 200
"""Conversations of one turn; the next sweep goes on."""


@shared_task
def sweep_absences() -> None:
    """Hand over what those have open whose absence has begun; each once."""
    begun = Absence.objects.around(timezone.now()).filter(handed_over_at=None)
    for absence in begun[:MOST]:
        hand_over_absence(absence, by=SCHEDULE)


@shared_task
def sweep_roster() -> None:
    """Tell once what this week's and the next's roster lack, and forget what is mended or over."""
    today = timezone.localdate()
    found = lacking(list(Channel.objects.filter(is_active=True)), today)
    still = {warn(channel, warned=warned, by=SCHEDULE).pk for channel, warned in found}
    for alert in RosterAlert.objects.filter(cleared_at=None).exclude(pk__in=still):
        clear(alert, by=SCHEDULE)


@shared_task
def place_waiting() -> None:
    """Give what waits to somebody, the most pressing first, then who has waited longest."""
    rows = to_place(timezone.now()).select_related("department", "channel")
    order = ("-priority", F("waiting_since").asc(nulls_last=True), "pk")
    for conversation in rows.order_by(*order)[:MOST]:
        place(conversation, by=SCHEDULE, department=conversation.department)


def to_place(now: datetime) -> ConversationQuerySet:
    """Open ones that are nobody's, where the department places by itself or somebody asked; none too soon again."""
    by_itself = Q(department__in=Placing.objects.on().values("department_id"))
    asked_for = ~Q(unplaced="")
    soon = Q(place_again_at=None) | Q(place_again_at__lte=now)
    found: ConversationQuerySet = Conversation.objects.standing().filter(
        by_itself | asked_for, soon, status=Status.OPEN, assignee=None
    )
    return found
