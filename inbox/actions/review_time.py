"""What time does to a draft that waits: a reminder, and in the end it goes back to its author."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import record
from inbox.actions._lock import lock
from inbox.actions._outbox import draft_row
from inbox.models import ReviewStep
from inbox.models.draft import WAITING, DraftState
from inbox.reviewing import current_step


@transaction.atomic
def remind(step: ReviewStep, *, by: Actor) -> bool:
    """Remind those who may decide, once a step; False when there is no reason any more."""
    row = _still_asked(step)
    if row is None or row.reminded_at is not None:
        return False
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    record("draft.remind", row.draft, by=by, step=row.pk)
    return True


@transaction.atomic
def expire(step: ReviewStep, *, by: Actor) -> bool:
    """Nobody decided in time: the draft goes back to its author, with nothing lost."""
    row = _still_asked(step)
    if row is None or row.expires_at > timezone.now():
        return False
    draft = row.draft
    draft.state = DraftState.RETURNED
    draft.save()
    record("draft.expire", draft, by=by, step=row.pk)
    return True


def _still_asked(step: ReviewStep) -> ReviewStep | None:
    """The step with its draft, both ours, if its turn is still now."""
    lock(step.draft.conversation)
    draft = draft_row(step.draft)
    now = current_step(draft) if draft.state in WAITING and draft.approved_version is None else None
    if now is None or now.pk != step.pk:
        return None
    now.draft = draft
    return now
