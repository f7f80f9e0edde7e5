"""Which draft a member writes on: what they have begun, else what came back to them."""

from __future__ import annotations

from accounts.models import Member
from inbox.models import Conversation, Draft
from inbox.models.draft import OPEN, DraftState


def open_drafts(conversation: Conversation, member: Member) -> dict[str, Draft]:
    """The member's own buffers here, by kind (without the picture's bytes).

    A returned draft is written on in the composer, unless another has been begun meanwhile.
    """
    rows = Draft.objects.filter(conversation=conversation, author=member, state__in=OPEN)
    found: dict[str, Draft] = {}
    for draft in rows.select_related("answers__author").defer("image").order_by("updated_at", "pk"):
        other = found.get(draft.kind)
        if other is None or _rank(draft) >= _rank(other):
            found[draft.kind] = draft
    return found


def open_draft(conversation: Conversation, kind: str, member: Member) -> Draft | None:
    """One of them."""
    return open_drafts(conversation, member).get(kind)


def _rank(draft: Draft) -> int:
    if draft.state == DraftState.RETURNED:
        return 1
    return 2 if draft.text else 0
