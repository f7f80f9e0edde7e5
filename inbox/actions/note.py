"""What members tell one another."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.models import Conversation, Draft, Note
from inbox.models.draft import DraftKind, DraftState

LONGEST = 20_000
"""Characters of a note."""


@transaction.atomic
def add_note(conversation: Conversation, *, text: str, by: Member) -> Note:
    """Add a note and empty the member's note buffer; raises NotPossible for an empty one."""
    conversation = lock(conversation)
    require(by, "note.add", conversation)
    text = text.replace("\x00", "\ufffd").strip()
    if not text:
        raise NotPossible(_("The note is empty."))
    if len(text) > LONGEST:
        raise NotPossible(_("A note has at most %(longest)s characters.") % {"longest": LONGEST})
    note = Note.objects.create(conversation=conversation, author=by, text=text)
    Draft.objects.filter(conversation=conversation, author=by, kind=DraftKind.NOTE, state=DraftState.WRITING).delete()
    record("note.add", note, by=by)
    return note
