"""What someone is typing; saved about a second after the last key, never lost."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed, NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.buffers import open_draft
from inbox.models import Conversation, Draft, Message
from inbox.models.draft import OPEN, DraftKind, DraftState


@dataclass(frozen=True, slots=True)
class Picture:
    """An image to go along with a reply, checked by the form."""

    data: bytes
    media_type: str


@transaction.atomic
def write(
    conversation: Conversation,
    *,
    kind: str,
    text: str,
    by: Member,
    answers: Message | None = None,
    image_alt: str = "",
) -> Draft:
    """Save what is in the composer; only the first save of a draft is journalled.

    Raises NotPossible when `answers` belongs to another conversation.
    """
    require(by, "note.add" if kind == DraftKind.NOTE else "draft.write", conversation)
    conversation = lock(conversation)
    if answers is not None and answers.conversation_id != conversation.pk:
        raise NotPossible(_("The message you answer belongs to another conversation."))
    draft = _buffer(conversation, kind, by)
    is_new = draft.pk is None
    if is_new or (draft.text, draft.answers, draft.image_alt) != (text, answers, image_alt):
        draft.text, draft.answers, draft.image_alt = text, answers, image_alt
        draft.version += 0 if is_new else 1
        draft.save()
    if is_new and kind == DraftKind.REPLY:
        record("draft.write", draft, by=by, kind=str(kind))
    return draft


@transaction.atomic
def attach(draft: Draft, *, picture: Picture | None, by: Member) -> Draft:
    """Put a picture to one's own draft, or take it off with None."""
    require(by, "draft.write", draft)
    lock(draft.conversation)
    draft = Draft.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=draft.pk)
    _refuse_others(draft, by)
    if draft.state not in OPEN:
        raise NotPossible(_("This draft is no longer being written."))
    draft.image = picture.data if picture else None
    draft.image_type = picture.media_type if picture else ""
    draft.version += 1
    draft.save(update_fields=["image", "image_type", "version", "updated_at"])
    return draft


@transaction.atomic
def discard(draft: Draft, *, by: Member) -> Draft:
    """Give up one's own draft; raises NotPossible when it is on its way already."""
    require(by, "draft.discard", draft)
    lock(draft.conversation)
    draft = Draft.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=draft.pk)
    _refuse_others(draft, by)
    if draft.state not in OPEN:
        raise NotPossible(_("This draft is no longer being written."))
    draft.state = DraftState.DISCARDED
    draft.save(update_fields=["state", "updated_at"])
    record("draft.discard", draft, by=by)
    return draft


def _buffer(conversation: Conversation, kind: str, member: Member) -> Draft:
    found = open_draft(conversation, kind, member)
    return found or Draft(conversation=conversation, author=member, kind=kind)


def _refuse_others(draft: Draft, by: Member) -> None:
    if draft.author_id != by.pk:
        raise NotAllowed(_("Only its author may change a draft that is being written."))
