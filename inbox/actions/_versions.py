"""A draft's words at one moment, kept for good: what was shown is what is approved, and what is sent."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Member
from inbox.models import Draft, DraftVersion
from inbox.pictures import picture_of


def keep_version(draft: Draft, *, author: Member) -> DraftVersion:
    """Keep the present version, once; the caller holds the draft's row."""
    kept, _is_new = DraftVersion.objects.get_or_create(
        draft=draft,
        number=draft.version,
        defaults={
            "text": draft.text,
            "picture": picture_of(draft),
            "answers_id": draft.answers_id,
            "author": author,
            "at": timezone.now(),
        },
    )
    return kept


def is_as_approved(draft: Draft, text: str) -> bool:
    """Whether this text and the draft's picture are those of the approved version, byte for byte."""
    kept = DraftVersion.objects.filter(draft=draft, number=draft.approved_version or 0).first()
    if kept is None:
        return False
    return (kept.text, kept.picture) == (text, picture_of(draft))
