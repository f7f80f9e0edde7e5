"""What the acts on requests share: the row under its conversation's lock, and what the conversation shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotAllowed, NotPossible
from accounts.events import Act, record_all
from accounts.models import Department, Member, Membership
from inbox.actions._lock import lock
from inbox.asking import deals_with, stands_behind
from inbox.ephemeral import shout
from inbox.models import AskedDepartment, Conversation, Escalation
from inbox.models.conversation import Status
from inbox.models.escalation import EscalationState, Kind

RELATED = ("reason", "from_department", "to_department", "asked_by", "accepted_by", "raised_department")


def request_row(escalation: Escalation) -> Escalation:
    """The request as it stands now, with its conversation, both ours until the transaction ends."""
    place = Escalation.objects.select_related("conversation").get(pk=escalation.pk).conversation
    while True:
        conversation = lock(place)
        rows = Escalation.objects.select_for_update(of=("self",)).select_related(*RELATED)
        row = rows.get(pk=escalation.pk)
        if row.conversation_id == conversation.pk:
            row.conversation = conversation
            return row
        place = Conversation.objects.get(pk=row.conversation_id)


def refuse_over(row: Escalation) -> None:
    """Raise NotPossible for a request that is over, saying how it ended."""
    if row.closed_at is None:
        return
    name = row.asked_name
    raise NotPossible(
        {
            EscalationState.DECLINED: _("%(name)s declined it a moment ago.") % {"name": name},
            EscalationState.ANSWERED: _("%(name)s answered it already.") % {"name": name},
            EscalationState.ACCEPTED: _("%(name)s has taken it over already.") % {"name": name},
            EscalationState.WITHDRAWN: _("The request was withdrawn; nothing is asked of %(name)s any more.")
            % {"name": name},
        }[EscalationState(row.state)]
    )


def refuse_stranger(actor: Actor, verb: str, row: Escalation) -> None:
    """Raise NotAllowed for who has no part in the department that is asked."""
    if not deals_with(actor, verb, row):
        raise NotAllowed(_("Only an agent of %(name)s may do this.") % {"name": row.asked_name})


def refuse_outsider(actor: Actor, verb: str, row: Escalation) -> None:
    """Raise NotAllowed for who is neither of the asking nor of the holding department."""
    if not stands_behind(actor, verb, row):
        raise NotAllowed(
            _("Only an agent of %(department)s may do this.") % {"department": row.conversation.department}
        )


def facts(row: Escalation) -> dict[str, Any]:
    """What the journal keeps of a request."""
    return {
        "kind": str(row.kind),
        "blocking": row.is_blocking,
        "from": row.from_department_id,
        "to": row.to_department_id,
    }


def show_asked(*places: Conversation) -> None:
    """Bring what the lists show of requests in step: how many are open, of whom, and until when."""
    for place in places:
        standing = list(Escalation.objects.filter(conversation=place).standing().order_by("due_at", "pk"))
        place.asked_count = len(standing)
        place.asked_until = standing[0].due_at if standing else None
        place.asked_department_id = standing[0].to_department_id if standing else None
        Conversation.objects.filter(pk=place.pk).update(
            asked_count=place.asked_count,
            asked_until=place.asked_until,
            asked_department=place.asked_department_id,
            version=F("version") + 1,
        )
        place.version += 1


def let_see(conversation: Conversation, departments: Iterable[Department]) -> None:
    """Departments that are asked see it, and go on seeing it; browsers of their people learn so at once."""
    wanted = {department.pk for department in departments}
    known = set(conversation.asked_departments.filter(department__in=wanted).values_list("department_id", flat=True))
    AskedDepartment.objects.bulk_create(
        [AskedDepartment(conversation=conversation, department_id=pk) for pk in sorted(wanted - known)],
        ignore_conflicts=True,
    )
    if conversation.is_closed and wanted - known:
        people = Membership.objects.filter(department__in=wanted - known, member__is_active=True)
        for member in sorted(set(people.values_list("member_id", flat=True))):
            shout({"r": member})


def withdraw_all(rows: Sequence[Escalation], because: str, *, by: Actor) -> None:
    """These have become senseless; whoever was asked is told so by the journal."""
    if not rows:
        return
    now = timezone.now()
    for row in rows:
        row.state, row.closed_at, row.withdrawn_because = EscalationState.WITHDRAWN, now, because
        row.save(update_fields=["state", "closed_at", "withdrawn_because"])
    record_all([Act("escalation.withdraw", row, {**facts(row), "because": because}) for row in rows], by=by)


def withdraw_moot(conversation: Conversation, because: str, *, by: Actor, besides: int = 0) -> None:
    """After it changed hands: open offers, and what is asked of the department that holds it now."""
    rows = _standing(conversation)
    moot = [row for row in rows if row.kind == Kind.TRANSFER or row.to_department_id == conversation.department_id]
    withdraw_all([row for row in moot if row.pk != besides], because, by=by)
    show_asked(conversation)


def withdraw_unfit(conversation: Conversation, offers_of: int = 0, *, by: Actor) -> None:
    """After a merge or its end: what no longer fits the row, and offers of `offers_of`, which rests in it now."""
    rows = _standing(conversation)
    if conversation.status == Status.RESOLVED:
        withdraw_all(rows, "resolved", by=by)
    else:
        unfit = [
            row
            for row in rows
            if row.to_department_id == conversation.department_id
            or (row.kind == Kind.TRANSFER and row.home_id == offers_of)
        ]
        withdraw_all(unfit, "moved", by=by)
    show_asked(conversation)


def _standing(conversation: Conversation) -> list[Escalation]:
    standing = Escalation.objects.select_for_update(of=("self",)).filter(conversation=conversation).standing()
    return list(standing.select_related("conversation").order_by("pk"))


def lets_go(conversation: Conversation, to: Department) -> int | None:
    """The assignee, who lets go of it when they do not work where it goes; returns who it was."""
    assignee: int | None = conversation.assignee_id
    if assignee and not Membership.objects.filter(department=to, member_id=assignee).exists():
        conversation.assignee = None
    return assignee


def name_of(member: Member | None) -> str:
    """In a sentence."""
    return str(member) if member else _("Somebody")
