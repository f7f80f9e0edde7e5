"""Whom it concerns that a roster lacks somebody, or that a task force has come to its last day."""

from __future__ import annotations

from accounts.models import Event, Membership, Role
from inbox.models import RosterAlert
from inbox.rostering import departments_of, needs_of

LACKING = frozenset({"roster.warn"})
"""What those are told of who can mend a roster, and whoever steps in."""

ENDING = frozenset({"task_force.remind"})
"""What the lead of a task force is told of."""


def planners(event: Event) -> set[int]:
    """The members whom one of these events concerns."""
    return can_mend(event.subject_id) if event.verb in LACKING else {event.data["lead"]}


def can_mend(alert_id: int) -> set[int]:
    """Who is told what a roster lacks: whoever steps in; else the leads of the department that somebody must be of.

    For a liaison who is away these are those of their departments that must be there, or the channel's own.
    """
    alert = RosterAlert.objects.select_related("channel__default_department").filter(pk=alert_id).first()
    if alert is None or alert.cleared_at is not None:
        return set()
    if alert.cover_id is not None:
        return {alert.cover_id}
    places = {alert.department_id or 0}
    if alert.department_id is None:
        needed = [one.pk for one in needs_of([alert.channel])[alert.channel_id]]
        theirs = {one.pk for one in departments_of([alert.liaison_id or 0])[alert.liaison_id or 0]}
        places = theirs.intersection(needed) or {alert.channel.default_department_id}
    leads = Membership.objects.filter(department__in=places, role=Role.LEAD, member__is_active=True)
    return set(leads.values_list("member_id", flat=True))
