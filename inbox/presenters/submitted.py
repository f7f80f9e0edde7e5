"""A draft as its author showed it to others: what is being rewritten stays theirs until they submit it again."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.models import Draft, DraftVersion
from inbox.models.draft import DraftState
from inbox.pictures import picture_of
from inbox.presenters.media import MediaView

STANDS = (DraftState.SUBMITTED, DraftState.STALE, DraftState.APPROVED)
"""Its words and its picture stand still, so what it has is what was shown."""


def last_shown(draft: Draft) -> DraftVersion | None:
    """The newest version that was submitted, sent, or changed by an approver; None when nothing was yet."""
    return max(draft.versions.all(), key=lambda version: version.number, default=None)


def shown_text(draft: Draft) -> str:
    """The words that others may read."""
    shown = last_shown(draft)
    if shown is None:
        return draft.text if draft.state in STANDS else ""
    return shown.text


def shown_pictures(draft: Draft) -> list[MediaView]:
    """The picture that was shown with those words, at its own address; without one, nothing."""
    shown = last_shown(draft)
    if shown is None or not shown.picture:
        return []
    alt = str(shown.picture.get("alt") or "")
    if not is_shown(draft):
        return [MediaView("gone", _("Its author has taken this picture off since."), alt)]
    return [picture_view(draft, alt)]


def picture_view(draft: Draft, alt: str) -> MediaView:
    """The draft's present picture, for a page."""
    here = picture_href(draft)
    return MediaView("image", alt or _("Picture"), alt, href=here, src=here)


def picture_href(draft: Draft) -> str:
    """The address of the draft's present picture."""
    return reverse("inbox:draft_picture", args=[draft.pk])


def is_shown(draft: Draft) -> bool:
    """Whether others may see the picture that it has now: an open draft can have got another since it was shown."""
    if not draft.image_type:
        return False
    if draft.state in STANDS:
        return True
    shown = last_shown(draft)
    digest = picture_of(draft).get("digest")
    return bool(shown and digest and shown.picture.get("digest") == digest)
