"""A draft goes to those who must look at it, and its author may take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed, NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.actions._outbox import draft_row, refuse_repeated, refuse_unsendable
from inbox.actions._ready import refuse_minute
from inbox.actions._steps import EMPTY, ask, bind_to_read, give_back, refuse_closed
from inbox.actions._versions import keep_version
from inbox.models import Draft
from inbox.models.draft import WAITING, DraftState
from inbox.reviewing import asks_for


@transaction.atomic
def submit(draft: Draft, *, by: Member, seen: int | None = None, at: datetime | None = None) -> Draft:
    """Ask those whom the policies name to approve one's own draft; its words stand still from now on.

    Where nobody must be asked, somebody of the holding department is. `seen` as in queue();
    once approved it leaves at the minute `at`, if that is still to come.
    Raises NotPossible for what could not be sent anyway, and for what has been submitted already.
    """
    refuse_minute(at)
    lock(draft.conversation)
    draft = draft_row(draft)
    require(by, "draft.submit", draft)
    refuse_closed(draft, by)
    refuse_unsendable(draft)
    refuse_repeated(draft)
    bind_to_read(draft, seen=seen)
    steps = ask(draft, asks_for(draft))
    keep_version(draft, author=by)
    draft.state, draft.submitted_by, draft.submitted_at = DraftState.SUBMITTED, by, timezone.now()
    draft.approved_version, draft.send_at = None, at
    draft.home_id = draft.answers.home_id if draft.answers else None
    draft.save()
    record("draft.submit", draft, by=by, version=draft.version, round=draft.round, steps=len(steps))
    return draft


@transaction.atomic
def withdraw(draft: Draft, *, by: Member) -> Draft:
    """Take one's own draft back before anybody has decided for good; it is in the composer again."""
    lock(draft.conversation)
    draft = draft_row(draft)
    require(by, "draft.withdraw", draft)
    if draft.author_id != by.pk:
        raise NotAllowed(_("Only its author may take a submitted draft back."))
    if draft.state not in WAITING or draft.approved_version is not None:
        raise NotPossible(_("This draft does not wait for approval any more."))
    _refuse_second_buffer(draft)
    give_back(draft)
    record("draft.withdraw", draft, by=by, version=draft.version)
    return draft


def _refuse_second_buffer(draft: Draft) -> None:
    other = Draft.objects.filter(
        conversation=draft.conversation_id, author=draft.author_id, kind=draft.kind, state=DraftState.WRITING
    )
    if other.exclude(EMPTY).exists():
        raise NotPossible(_("You have begun another reply here. Send or clear that first."))
