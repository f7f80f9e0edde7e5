"""What a reply must pass before it may be put in the outbox by its own author, now or for a later minute."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.actions._outbox import draft_row, refuse_repeated, refuse_unsendable
from inbox.actions._steps import bind_to_read, refuse_closed, refuse_needs
from inbox.actions._versions import keep_version
from inbox.later import LONGEST
from inbox.models import Draft


def ready_to_leave(draft: Draft, verb: str, *, by: Member, seen: int | None) -> Draft:
    """The draft as it may leave, ours with its conversation until the transaction ends; raises as queue() says."""
    lock(draft.conversation)
    draft = draft_row(draft)
    require(by, verb, draft)
    refuse_closed(draft, by)
    refuse_unsendable(draft)
    refuse_needs(draft)
    refuse_repeated(draft)
    bind_to_read(draft, seen=seen)
    draft.round += 1 if draft.round else 0
    draft.approved_version = draft.version
    keep_version(draft, author=by)
    return draft


def refuse_minute(at: datetime | None) -> None:
    """Raise NotPossible for the past, and for what is too far ahead to be an answer."""
    if at is None:
        return
    now = timezone.now()
    if at <= now:
        raise NotPossible(_("That minute has passed. Choose one that is still to come."))
    if at > now + LONGEST:
        raise NotPossible(_("Choose a minute within the next 90 days; a later answer helps nobody."))
