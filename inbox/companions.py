"""What a change among people and departments means for the work they hold.

The room below can't know conversations. It journals its act, and this keeps in step
within the same transaction, or refuses it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import SETUP
from accounts.errors import NotPossible
from accounts.events import accompany
from accounts.models import Department, Event, Member
from inbox.actions import _follow_requests, _stays
from inbox.actions.assign import unassign
from inbox.actions.move import reclose
from inbox.actions.pass_on import put_back
from inbox.holdings import assigned_to, seen_to_by
from inbox.models import ApprovalPolicy, Channel, Conversation, Watch
from inbox.models.conversation import Status


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
        watch = Watch.objects.standing().filter(department=department, is_active=True).first()
        if watch is not None:
            raise NotPossible(
                _("The watch “%(watch)s” still brings what it finds to %(department)s. Archive or change it first.")
                % {"watch": watch, "department": department}
            )
        left = Conversation.objects.standing().filter(department=department).exclude(status=Status.RESOLVED).count()
        if left:
            raise NotPossible(
                ngettext(
                    "%(department)s still holds %(count)d conversation. Move or resolve it first.",
                    "%(department)s still holds %(count)d conversations. Move or resolve them first.",
                    left,
                )
                % {"department": department, "count": left}
            )


def refuse_approver(events: Sequence[Event]) -> None:
    """No department is archived while a policy asks for its approval: nobody could give it."""
    for department in Department.objects.filter(pk__in=_subjects(events)):
        asks = ApprovalPolicy.objects.active().filter(steps__contains=[{"department": department.pk}]).first()
        if asks is not None:
            raise NotPossible(
                _("The policy “%(policy)s” asks for an approval by %(department)s. Pause or change it first.")
                % {"policy": asks, "department": department}
            )


def follow_closing(events: Sequence[Event]) -> None:
    """Conversations close and open with their department."""
    reclose(Conversation.objects.filter(department__in=_subjects(events)))


def take_back(events: Sequence[Event]) -> None:
    """What somebody held in a department they leave goes back to it."""
    for event in events:
        held = Conversation.objects.standing().filter(assignee=event.data["member"], department=event.department_id)
        for conversation in held.exclude(status=Status.RESOLVED):
            unassign(conversation, by=SETUP)
        member = Member.objects.get(pk=event.data["member"])
        for request in seen_to_by(member).filter(to_department=event.department_id):
            put_back(request, by=SETUP)


COMPANIONS = (
    ("member.deactivate", refuse_holder),
    ("membership.revoke", take_back),
    ("membership.unshadow", take_back),
    ("membership.end", take_back),
    ("department.archive", refuse_busy_department),
    ("department.archive", refuse_approver),
    ("department.close", follow_closing),
    ("department.open", follow_closing),
    *_follow_requests.COMPANIONS,
    *_stays.COMPANIONS,
)


def connect() -> None:
    """Called once when the app is ready."""
    for verb, companion in COMPANIONS:
        accompany(verb, companion)


def _subjects(events: Sequence[Event]) -> list[int]:
    return [event.subject_id for event in events]
