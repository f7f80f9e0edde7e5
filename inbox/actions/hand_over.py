"""What a change among people and departments means for the work they hold.

The rooms below can't know conversations. They journal their act, and this keeps in step
within the same transaction, or refuses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import people
from accounts.actors import SETUP, Actor
from accounts.errors import NotPossible
from accounts.events import accompany
from accounts.models import Department, Event, Member
from accounts.permissions import require
from inbox.actions.assign import assign, unassign
from inbox.actions.move import reclose
from inbox.models import Channel, Conversation, Delivery, Draft
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
    found: ConversationQuerySet = Conversation.objects.filter(assignee=member).exclude(status=Status.RESOLVED)
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


@transaction.atomic
def hand_over(member: Member, *, to: Mapping[Department, Member | None], by: Actor) -> Member:
    """Give a member's open work in each department to a colleague there, or back to the department.

    Raises NotPossible for a colleague who does not work in the department.
    """
    require(by, "member.deactivate", member)
    for department, colleague in to.items():
        if colleague is not None and not colleague.memberships.filter(department=department).exists():
            raise NotPossible(
                _("%(member)s does not work in %(department)s.") % {"member": colleague, "department": department}
            )
        for conversation in assigned_to(member).filter(department=department):
            if colleague is None:
                unassign(conversation, by=by)
            else:
                assign(conversation, to=colleague, by=by)
    return member


@transaction.atomic
def deactivate(member: Member, *, to: Mapping[Department, Member | None], by: Actor) -> Member:
    """Hand over what they hold and end their access, both or neither."""
    hand_over(member, to=to, by=by)
    return people.deactivate(member, by=by)


def refuse_holder(events: Sequence[Event]) -> None:
    """Nobody is deactivated while conversations are theirs."""
    for member in Member.objects.filter(pk__in=_subjects(events)):
        if held := assigned_to(member).count():
            raise NotPossible(
                ngettext(
                    "%(member)s still works on %(count)d conversation. Hand it over first.",
                    "%(member)s still works on %(count)d conversations. Hand them over first.",
                    held,
                )
                % {"member": member, "count": held}
            )


def refuse_busy_department(events: Sequence[Event]) -> None:
    """No department is archived while work lies there or channels bring it any."""
    for department in Department.objects.filter(pk__in=_subjects(events)):
        channel = Channel.objects.filter(default_department=department, is_active=True).first()
        if channel is not None:
            raise NotPossible(
                _("%(channel)s still brings its conversations to %(department)s. Give it another department first.")
                % {"channel": channel, "department": department}
            )
        left = Conversation.objects.filter(department=department).exclude(status=Status.RESOLVED).count()
        if left:
            raise NotPossible(
                ngettext(
                    "%(department)s still holds %(count)d conversation. Move or resolve it first.",
                    "%(department)s still holds %(count)d conversations. Move or resolve them first.",
                    left,
                )
                % {"department": department, "count": left}
            )


def follow_closing(events: Sequence[Event]) -> None:
    """Conversations close and open with their department."""
    reclose(Conversation.objects.filter(department__in=_subjects(events)))


def take_back(events: Sequence[Event]) -> None:
    """What somebody held in a department they leave goes back to it."""
    for event in events:
        held = Conversation.objects.filter(assignee=event.data["member"], department=event.department_id)
        for conversation in held.exclude(status=Status.RESOLVED):
            unassign(conversation, by=SETUP)


COMPANIONS = {
    "member.deactivate": refuse_holder,
    "membership.revoke": take_back,
    "department.archive": refuse_busy_department,
    "department.close": follow_closing,
    "department.open": follow_closing,
}


def connect() -> None:
    """Called once when the app is ready."""
    for verb, companion in COMPANIONS.items():
        accompany(verb, companion)


def _subjects(events: Sequence[Event]) -> list[int]:
    return [event.subject_id for event in events]
