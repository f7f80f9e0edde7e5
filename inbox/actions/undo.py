"""Taking back what one has just filed: the conversation stands as it stood before."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Event, Member
from accounts.permissions import require
from inbox.actions._lock import lock, store
from inbox.actions._settled import unsettle
from inbox.actions.resolve import FILING_COLUMNS
from inbox.models import Conversation
from inbox.models.conversation import Status

FILED = ("conversation.resolve", "conversation.snooze")
CHANGES = (*FILED, "conversation.reopen", "conversation.wake", "conversation.await", "conversation.undo")


@transaction.atomic
def undo(conversation: Conversation, *, by: Member) -> Conversation:
    """Take back the last resolve or snooze; raises NotPossible when something else has happened since."""
    conversation = lock(conversation)
    require(by, "conversation.undo", conversation)
    last = Event.objects.filter(conversation_id=conversation.pk, verb__in=CHANGES).order_by("-pk").first()
    if last is None or last.verb not in FILED or conversation.status not in (Status.RESOLVED, Status.SNOOZED):
        raise NotPossible(_("There is nothing to undo: the conversation has moved on."))
    undone = conversation.status
    slept = parse_datetime(str(last.data.get("slept_until", "")))
    asleep = last.data["before"] == Status.SNOOZED and slept is not None and slept > timezone.now()
    conversation.status = Status.OPEN if last.data["before"] == Status.SNOOZED and not asleep else last.data["before"]
    conversation.snoozed_until = slept if asleep else None
    unsettle(conversation)
    conversation.outcome, conversation.resolved_at = "", None
    store(conversation, *FILING_COLUMNS)
    record("conversation.undo", conversation, by=by, before=undone, after=str(conversation.status))
    return conversation
