"""What a member holds, and has to hand over before they go."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Department, Member
from inbox.models import Conversation, Delivery, Draft
from inbox.models.conversation import ConversationQuerySet, Status
from inbox.models.delivery import UNSETTLED
from inbox.models.draft import DraftKind, DraftState


@dataclass(frozen=True, slots=True)
class Held:
    """What one member holds in one department."""

    department: Department
    conversations: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that somebody holds. Drafts stay with their author; deliveries leave as approved."""

    by_department: list[Held]
    drafts: int
    deliveries: int


def assigned_to(member: Member) -> ConversationQuerySet:
    """The conversations a member still works on."""
    found: ConversationQuerySet = (
        Conversation.objects.standing().filter(assignee=member).exclude(status=Status.RESOLVED)
    )
    return found


def holdings(member: Member) -> Holdings:
    """What has to be handed over before a member goes."""
    counts: dict[int, int] = {}
    for department in assigned_to(member).values_list("department_id", flat=True):
        counts[department] = counts.get(department, 0) + 1
    writing = Draft.objects.filter(author=member, state=DraftState.WRITING, kind=DraftKind.REPLY)
    return Holdings(
        by_department=[Held(item, counts[item.pk]) for item in Department.objects.filter(pk__in=counts)],
        drafts=writing.exclude(text="").count(),
        deliveries=Delivery.objects.filter(member=member, state__in=UNSETTLED).count(),
    )
