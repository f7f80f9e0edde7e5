"""Answering what another department asked: by a member, or by somebody outside through their link."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor, System
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from inbox.actions._requests import facts, refuse_over, refuse_stranger, request_row, show_asked
from inbox.models import Escalation
from inbox.models.escalation import EscalationState, Kind

ANSWER_LENGTH = 10_000


@transaction.atomic
def answer(escalation: Escalation, *, text: str, by: Actor) -> Escalation:
    """Give the answer, accepted before or not; it waits for the owner as text to use.

    Raises NotPossible when it is over, and for a transfer, which is accepted or declined.
    """
    row = request_row(escalation)
    refuse_stranger(by, "escalation.answer", row)
    return _answer(row, text, by=by)


@transaction.atomic
def answer_by_link(escalation: Escalation, *, text: str, secret_hash: str, by: System) -> Escalation:
    """The same by somebody outside: once, until the link expires, to this one question.

    Raises NotPossible when the link is not good any more.
    """
    row = request_row(escalation)
    expired = row.link_expires_at is None or row.link_expires_at <= timezone.now()
    if not secret_hash or row.secret_hash != secret_hash or expired:
        raise NotPossible(_("This link is not good any more."))
    return _answer(row, text, by=by)


def _answer(row: Escalation, text: str, *, by: Actor) -> Escalation:
    refuse_over(row)
    if row.kind == Kind.TRANSFER:
        raise NotPossible(_("They ask you to take it over: accept it, or decline it."))
    if not text.strip():
        raise NotPossible(_("Write the answer first."))
    if len(text) > ANSWER_LENGTH:
        raise NotPossible(_("An answer takes up to 10,000 characters."))
    now = timezone.now()
    row.state, row.answered_at, row.closed_at = EscalationState.ANSWERED, now, now
    row.answer, row.answered_by = text.strip(), by if isinstance(by, Member) else None
    row.save(update_fields=["state", "answered_at", "closed_at", "answer", "answered_by"])
    record("escalation.answer", row, by=by, **facts(row))
    show_asked(row.conversation)
    return row
