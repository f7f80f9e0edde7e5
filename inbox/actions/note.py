"""What members tell one another, and whom they name in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.actions._naming import OutsiderMentioned, named_in, refuse_outsiders
from inbox.actions.admit import admit
from inbox.models import Conversation, Draft, Mention, Note
from inbox.models.draft import DraftKind, DraftState

__all__ = ["OutsiderMentioned", "add_note", "add_note_and_admit"]
LONGEST = 20_000
"""Characters of a note."""


@transaction.atomic
def add_note(conversation: Conversation, *, text: str, by: Member, chosen: Collection[str] = ()) -> Note:
    """Add a note and empty the member's note buffer; raises NotPossible for an empty one.

    Whoever stands there as "@Name" is told of it; of people with equal names those whose
    keys ("m12") are `chosen`. Raises OutsiderMentioned when somebody named can't see the
    conversation.
    """
    conversation = lock(conversation)
    require(by, "note.add", conversation)
    text = text.replace("\x00", "\ufffd").strip()
    if not text:
        raise NotPossible(_("The note is empty."))
    if len(text) > LONGEST:
        raise NotPossible(_("A note has at most %(longest)s characters.") % {"longest": LONGEST})
    named = named_in(text, by, chosen)
    refuse_outsiders(conversation, named, by)
    note = Note.objects.create(conversation=conversation, author=by, text=text)
    Mention.objects.bulk_create(
        Mention(note=note, member=who.member, department=who.department, start=who.start, length=who.length)
        for who in named
    )
    Draft.objects.filter(conversation=conversation, author=by, kind=DraftKind.NOTE, state=DraftState.WRITING).delete()
    members = sorted({who.member.pk for who in named if who.member})
    departments = sorted({who.department.pk for who in named if who.department})
    facts: dict[str, Any] = {name: ids for name, ids in (("members", members), ("departments", departments)) if ids}
    record("note.add", note, by=by, **facts)
    return note


@transaction.atomic
def add_note_and_admit(
    conversation: Conversation, *, text: str, by: Member, members: Collection[Member], chosen: Collection[str] = ()
) -> Note:
    """Let these members see the conversation and add the note that names them, both or neither."""
    for member in members:
        admit(conversation, member=member, by=by)
    return add_note(conversation, text=text, by=by, chosen=chosen)
