"""What a member holds, and has to hand over before they go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from accounts.models import Department, Member
from inbox.models import Conversation, Delivery, Draft, Escalation
from inbox.models.conversation import ConversationQuerySet, Status
from inbox.models.delivery import UNSETTLED
from inbox.models.draft import DraftKind, DraftState
from inbox.models.escalation import EscalationQuerySet


@dataclass(frozen=True, slots=True)
class Held:
    """What one member holds in one department."""

    department: Department
    conversations: int
    requests: int = 0
    """What others asked of the department, and they accepted."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that somebody holds. Drafts stay with their author; deliveries leave as approved."""

    by_department: list[Held]
    drafts: int
    deliveries: int

    @property
    def requests(self) -> int:
        """How many requests of others they accepted and still see to."""
        return sum(each.requests for each in self.by_department)


def assigned_to(member: Member) -> ConversationQuerySet:
    """The conversations a member still works on."""
    found: ConversationQuerySet = (
        Conversation.objects.standing().filter(assignee=member).exclude(status=Status.RESOLVED)
    )
    return found


def seen_to_by(member: Member) -> EscalationQuerySet:
    """Open requests that a member has accepted."""
    accepted = Escalation.objects.standing().filter(accepted_by=member)
    found: EscalationQuerySet = accepted.select_related("conversation", "to_department", "raised_department")
    return found


def holdings(member: Member) -> Holdings:
    """What has to be handed over before a member goes."""
    counts = Counter(assigned_to(member).values_list("department_id", flat=True))
    requests = Counter(row.to_department_id for row in seen_to_by(member) if row.to_department_id is not None)
    places = Department.objects.filter(pk__in={*counts, *requests})
    writing = Draft.objects.filter(author=member, state=DraftState.WRITING, kind=DraftKind.REPLY)
    return Holdings(
        by_department=[Held(item, counts[item.pk], requests[item.pk]) for item in places],
        drafts=writing.exclude(text="").count(),
        deliveries=Delivery.objects.filter(member=member, state__in=UNSETTLED).count(),
    )
