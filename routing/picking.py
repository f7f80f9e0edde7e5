"""Who gets what a rule gives to "whoever has least to do"."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Member, Role
from inbox.hours import is_on_duty
from inbox.models import Attention, Conversation
from inbox.models.conversation import Status


def whoever_has_least(conversation: Conversation) -> Member | None:
    """The agent or lead of its department with the fewest open conversations; those on duty first."""
    open_ones = Q(assigned__status=Status.OPEN, assigned__survivor=None)
    able = Member.objects.active().filter(
        memberships__department=conversation.department_id, memberships__role__in=(Role.AGENT, Role.LEAD)
    )
    members = list(able.annotate(load=Count("assigned", filter=open_ones)).order_by("load", "pk"))
    wishes = {one.member_id: one for one in Attention.objects.filter(member__in=members)}
    now = timezone.now()
    off_duty = [m.pk for m in members if m.pk in wishes and not is_on_duty(wishes[m.pk], m.time_zone, now)]
    return min(members, key=lambda m: (m.pk in off_duty, m.load, m.pk), default=None)  # type: ignore[attr-defined]
