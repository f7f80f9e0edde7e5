"""Asking another department about a conversation, or to take it over."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor, System
from accounts.errors import NotAllowed, NotPossible
from accounts.events import Act, record, record_all
from accounts.formats import in_full
from accounts.mail import post
from accounts.models import Department, Member
from accounts.models.invitation import hash_of
from accounts.permissions import require
from inbox.actions._lock import lock, refuse_resolved
from inbox.actions._requests import facts, let_see, refuse_outsider, request_row, show_asked
from inbox.asking import asking_department
from inbox.models import Conversation, Desk, Escalation, Message, Reason
from inbox.models.escalation import EscalationState, Kind

LONGEST = timedelta(days=366)
QUESTION_LENGTH = 4000
MOST_DEPARTMENTS = 10
LINK_OUTLIVES = timedelta(days=7)
"""How long after its due time a mailed link still takes an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, why, and until when; `group` is the same when one form is sent twice."""

    text: str
    reason: Reason
    due_at: datetime
    group: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody without a login, and the messages that they may read."""

    name: str
    email: str
    shown: tuple[Message, ...] = ()


@transaction.atomic
def ask(
    conversation: Conversation, *, to: Sequence[Department], question: Question, by: Actor, is_blocking: bool = False
) -> list[Escalation]:
    """Ask one department or several in parallel; the holder stays. `is_blocking`: not resolved before the answer.

    Sending the same form twice asks once. Raises NotPossible for a department that holds it, is
    archived or is asked already, and for a resolved conversation.
    """
    return _request(conversation, Kind.ASK, to, question, by=by, is_blocking=is_blocking)


@transaction.atomic
def transfer(
    conversation: Conversation, *, to: Sequence[Department], question: Question, by: Actor
) -> list[Escalation]:
    """Offer it to one department or several; whoever accepts first holds it then. It resolves nothing."""
    return _request(conversation, Kind.TRANSFER, to, question, by=by)


@transaction.atomic
def ask_outside(
    conversation: Conversation, *, to: Outsider, question: Question, by: Actor, is_blocking: bool = False
) -> Escalation:
    """Ask somebody without a login by mail: a link that is good for this one question."""
    conversation = lock(conversation)
    place = _refuse(conversation, "escalation.ask", question, by=by)
    if sent := _sent_already(conversation, question):
        return sent[0]
    _require_lead(conversation, by)
    if any(message.conversation_id != conversation.pk or message.removed_at for message in to.shown):
        raise NotPossible(_("One of the messages you chose is not there any more. Look again."))
    row = _row(conversation, Kind.ASK, place, question, by=by, is_blocking=is_blocking)
    row.outside_name, row.outside_email = to.name.strip(), to.email
    secret = _new_link(row)
    row.save()
    row.shown.set(to.shown)
    _mail(row, secret)
    record("escalation.ask", row, by=by, **facts(row), outside=True)
    show_asked(conversation)
    return row


@transaction.atomic
def ask_again(escalation: Escalation, *, question: Question, by: Actor) -> Escalation:
    """Ask the same department or person once more, after they declined, answered, or it was withdrawn.

    Raises NotPossible while the earlier request is open, and for what asking refuses. What was
    offered by those who held it once is offered again by those who hold it now, or not at all.
    """
    former = request_row(escalation)
    conversation = former.conversation
    refuse_outsider(by, "escalation.ask_again", former)
    _refuse(conversation, "escalation.transfer" if former.kind == Kind.TRANSFER else "", question, by=by)
    if sent := _sent_already(conversation, question):
        return sent[0]
    _require_lead(conversation, by)
    if former.closed_at is None:
        raise NotPossible(_("%(name)s is asked already, and has not answered yet.") % {"name": former.asked_name})
    if former.to_department is not None:
        _refuse_department(conversation, former.to_department)
    place = conversation.department if former.kind == Kind.TRANSFER else former.from_department
    row = _row(conversation, Kind(former.kind), place, question, by=by, is_blocking=former.is_blocking)
    row.earlier, row.to_department = former, former.to_department
    row.outside_name, row.outside_email = former.outside_name, former.outside_email
    secret = _new_link(row) if row.outside_email else ""
    row.acknowledge_by = None if row.outside_email else _acknowledge_by(former.to_department, row.due_at)
    row.save()
    row.people.set(former.people.all())
    if secret:
        row.shown.set(former.shown.all())
        _mail(row, secret)
    record("escalation.ask_again", row, by=by, **facts(row), earlier=former.pk)
    show_asked(conversation)
    return row


def _require_lead(conversation: Conversation, by: Actor) -> None:
    """Whom one asks sees it: of a closed conversation that is for a lead to grant."""
    if conversation.is_closed:
        require(by, "conversation.admit", conversation)


def _request(
    conversation: Conversation,
    kind: Kind,
    to: Sequence[Department],
    question: Question,
    *,
    by: Actor,
    is_blocking: bool = False,
) -> list[Escalation]:
    conversation = lock(conversation)
    verb = f"escalation.{kind}"
    place = _refuse(conversation, verb, question, by=by)
    if sent := _sent_already(conversation, question):
        return sent
    wanted = list(dict.fromkeys(to))
    if not wanted or len(wanted) > MOST_DEPARTMENTS:
        raise NotPossible(_("Choose between one and ten departments."))
    _require_lead(conversation, by)
    for department in wanted:
        _refuse_department(conversation, department)
    question = replace(question, group=question.group or uuid.uuid4())
    rows = []
    for department in wanted:
        row = _row(conversation, kind, place, question, by=by, is_blocking=is_blocking)
        row.to_department = department
        row.acknowledge_by = _acknowledge_by(department, row.due_at)
        row.save()
        rows.append(row)
    let_see(conversation, wanted)
    record_all([Act(verb, row, facts(row)) for row in rows], by=by)
    show_asked(conversation)
    return rows


def _refuse(conversation: Conversation, verb: str, question: Question, *, by: Actor) -> Department:
    """What no request may be; returns in whose name it is asked."""
    place = asking_department(by, conversation, verb) if verb else conversation.department
    if place is None:
        raise NotAllowed(
            _("Only an agent of %(department)s may ask others about it.") % {"department": conversation.department}
        )
    refuse_resolved(conversation)
    if not question.text.strip():
        raise NotPossible(_("Write what you want to know."))
    if len(question.text) > QUESTION_LENGTH:
        raise NotPossible(_("A question takes up to 4,000 characters."))
    if question.reason.is_archived:
        raise NotPossible(
            _("“%(reason)s” is not in use any more. Choose another reason.") % {"reason": question.reason}
        )
    if not timezone.now() < question.due_at <= timezone.now() + LONGEST:
        raise NotPossible(_("Choose a time within a year from now until which you need the answer."))
    return place


def _refuse_department(conversation: Conversation, department: Department) -> None:
    if not department.is_active:
        raise NotPossible(_("%(department)s is archived.") % {"department": department})
    if department.pk == conversation.department_id:
        raise NotPossible(_("%(department)s holds it already.") % {"department": department})
    if conversation.escalations.standing().filter(to_department=department).exists():
        raise NotPossible(
            _("%(department)s is asked already. Withdraw that request first, or wait for it.")
            % {"department": department}
        )


def _sent_already(conversation: Conversation, question: Question) -> list[Escalation]:
    if question.group is None:
        return []
    rows = list(Escalation.objects.filter(group=question.group).select_related("conversation", "to_department"))
    if any(row.conversation_id != conversation.pk for row in rows):
        raise NotPossible(_("This form was sent already, for another conversation. Open it anew."))
    return rows


def _row(
    conversation: Conversation, kind: Kind, place: Department, question: Question, *, by: Actor, is_blocking: bool
) -> Escalation:
    return Escalation(
        conversation=conversation,
        group=question.group or uuid.uuid4(),
        kind=kind,
        is_blocking=is_blocking,
        from_department=place,
        asked_by=by if isinstance(by, Member) else None,
        asked_by_program=by.name if isinstance(by, System) else "",
        asked_at=timezone.now(),
        reason=question.reason,
        question=question.text.strip(),
        due_at=question.due_at,
        state=EscalationState.REQUESTED,
    )


def _acknowledge_by(department: Department | None, due_at: datetime) -> datetime:
    """When the department should have accepted or declined: as it agreed, and not after the answer is due."""
    desk = Desk.objects.filter(department=department).first() or Desk()
    return min(timezone.now() + desk.acknowledge_within, due_at)


def _new_link(row: Escalation) -> str:
    secret = secrets.token_urlsafe(32)
    row.secret_hash, row.link_expires_at = hash_of(secret), row.due_at + LINK_OUTLIVES
    return secret


def _mail(row: Escalation, secret: str) -> None:
    post(
        "inbox/email/question",
        to=row.outside_email,
        row=row,
        asker=row.asked_by or row.from_department,
        due=in_full(row.due_at),
        link=reverse("inbox:answer_by_link", args=[secret]),
    )
