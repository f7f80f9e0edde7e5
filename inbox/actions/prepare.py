"""A reply that a program puts before somebody: it waits for a person, and is never sent by itself."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import System
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions._lock import lock, refuse_resolved
from inbox.buffers import open_draft
from inbox.canned import filled_for
from inbox.models import CannedResponse, Conversation, Draft, Message
from inbox.models.draft import DraftKind


@transaction.atomic
def prepare(conversation: Conversation, *, response: CannedResponse, by: System) -> Draft:
    """Put a canned response into the composer of whoever works on it, as a program's draft.

    Raises NotPossible where nobody does, where they have begun a reply themselves, and for a
    response that does not belong there.
    """
    conversation = lock(conversation)
    require(by, "draft.prepare", conversation)
    refuse_resolved(conversation)
    if conversation.assignee is None:
        raise NotPossible(_("Nobody works on it yet, so there is nobody to prepare an answer for."))
    if not CannedResponse.objects.usable_in(conversation.department_id).filter(pk=response.pk).exists():
        raise NotPossible(_("“%(canned)s” can't be used here.") % {"canned": response})
    draft = open_draft(conversation, DraftKind.REPLY, conversation.assignee)
    if draft is not None and draft.text:
        raise NotPossible(_("%(member)s has begun a reply already.") % {"member": conversation.assignee})
    draft = draft or Draft(conversation=conversation, author=conversation.assignee, kind=DraftKind.REPLY)
    draft.answers = _newest(conversation)
    draft.is_by_program = True
    draft.text = filled_for(response, draft).text
    draft.version += 1 if draft.pk else 0
    draft.save()
    record("draft.prepare", draft, by=by, canned=response.pk, version=response.number)
    return draft


def _newest(conversation: Conversation) -> Message | None:
    theirs = Message.objects.filter(conversation=conversation, is_ours=False, is_context=False, removed_at=None)
    return theirs.order_by("-sent_at", "-pk").first()
