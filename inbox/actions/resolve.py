"""When a conversation needs nobody, needs us again, or may sleep."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions._lock import lock, refuse_resolved, store
from inbox.actions._settled import settle, unsettle
from inbox.models import Conversation
from inbox.models.conversation import Outcome, Status

LONGEST_SNOOZE = timedelta(days=366)
"""A year, leap years included: what sleeps longer is forgotten, not snoozed."""

FILING_COLUMNS = ("status", "outcome", "snoozed_until", "resolved_at", "waiting_since")


@transaction.atomic
def resolve(conversation: Conversation, *, outcome: str, by: Actor) -> Conversation:
    """File it as done, saying how; raises NotPossible when it is done already.

    Whatever arrived is settled by it, also what got no reply: who writes again waits from then on.
    """
    conversation = lock(conversation)
    require(by, "conversation.resolve", conversation)
    refuse_resolved(conversation)
    if outcome not in Outcome:
        raise NotPossible(_("“%(outcome)s” is no outcome.") % {"outcome": outcome})
    before, until = conversation.status, conversation.snoozed_until
    conversation.status, conversation.outcome = Status.RESOLVED, outcome
    now = timezone.now()
    conversation.snoozed_until, conversation.resolved_at, conversation.waiting_since = None, now, None
    settle([conversation.pk], now)
    store(conversation, *FILING_COLUMNS)
    record("conversation.resolve", conversation, by=by, outcome=outcome, before=before, **_slept(until))
    return conversation


@transaction.atomic
def reopen(conversation: Conversation, *, by: Actor) -> Conversation:
    """Make it need us again, with what its resolution settled; raises NotPossible when it is open."""
    conversation = lock(conversation)
    require(by, "conversation.reopen", conversation)
    if conversation.status == Status.OPEN:
        raise NotPossible(_("This conversation is open already."))
    before, filed = conversation.status, _filed(conversation)
    unsettle(conversation)
    open_again(conversation)
    store(conversation, *FILING_COLUMNS)
    record("conversation.reopen", conversation, by=by, before=before, **filed)
    return conversation


@transaction.atomic
def snooze(conversation: Conversation, *, until: datetime, by: Actor) -> Conversation:
    """Let it sleep until a minute within the next year; a message from outside wakes it sooner."""
    conversation = lock(conversation)
    require(by, "conversation.snooze", conversation)
    refuse_resolved(conversation)
    now = timezone.now()
    if until <= now:
        raise NotPossible(_("Choose a time in the future."))
    if until > now + LONGEST_SNOOZE:
        raise NotPossible(_("Choose a time within a year from now; nothing sleeps longer."))
    before, slept = conversation.status, conversation.snoozed_until
    conversation.status, conversation.snoozed_until = Status.SNOOZED, until
    store(conversation, "status", "snoozed_until")
    record("conversation.snooze", conversation, by=by, until=until.isoformat(), before=before, **_slept(slept))
    return conversation


@transaction.atomic
def wake(conversation: Conversation, *, by: Actor) -> Conversation:
    """End a snooze whose time has come; nothing happens to one that is awake."""
    conversation = lock(conversation)
    require(by, "conversation.wake", conversation)
    until = conversation.snoozed_until
    if conversation.status != Status.SNOOZED or until is None or until > timezone.now():
        return conversation
    open_again(conversation)
    store(conversation, *FILING_COLUMNS)
    record("conversation.wake", conversation, by=by)
    return conversation


def open_again(conversation: Conversation) -> None:
    """Set the columns of an open conversation (the caller stores and records)."""
    conversation.status, conversation.outcome = Status.OPEN, ""
    conversation.snoozed_until, conversation.resolved_at = None, None


def _slept(until: datetime | None) -> dict[str, Any]:
    """What an undo needs to know of a snooze that this act ends."""
    return {"slept_until": until.isoformat()} if until else {}


def _filed(conversation: Conversation) -> dict[str, Any]:
    """What an undo needs to know of a filing that reopening ends."""
    if conversation.resolved_at is None:
        return _slept(conversation.snoozed_until)
    return {"outcome": str(conversation.outcome), "resolved_at": conversation.resolved_at.isoformat()}
