"""The reverse of `visible_to`: who sees a conversation."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Member, Membership
from accounts.models.member import MemberQuerySet
from inbox.models import Admission, AskedDepartment, Conversation


def who_sees(conversation: Conversation) -> MemberQuerySet:
    """The active members to whom it exists; the same rule as `Conversation.objects.visible_to`."""
    members = Member.objects.active()
    if not conversation.is_closed:
        return members
    asked = AskedDepartment.objects.filter(conversation=conversation).values("department_id")
    places = Q(department=conversation.department_id) | Q(department__in=asked)
    inside = Membership.objects.filter(places, department__is_active=True)
    admitted = Admission.objects.filter(conversation=conversation)
    return members.filter(
        Q(is_administrator=True)
        | Q(pk=conversation.assignee_id)
        | Q(pk__in=inside.values("member_id"))
        | Q(pk__in=admitted.values("member_id"))
    )
