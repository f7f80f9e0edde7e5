"""A draft as its author showed it to others: what is being rewritten stays theirs until they submit it again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from inbox.models import Draft, DraftVersion
from inbox.models.draft import OPEN


def last_shown(draft: Draft) -> DraftVersion | None:
    """The newest version that was submitted, sent, or changed by an approver; None when nothing was yet."""
    return max(draft.versions.all(), key=lambda version: version.number, default=None)


def shown_text(draft: Draft) -> str:
    """The words that others may read."""
    shown = last_shown(draft)
    if shown is None:
        return "" if draft.state in OPEN else draft.text
    return shown.text


def picture_words(draft: Draft) -> str:
    """What stands for the picture that goes along, for those who can't see it; empty without one."""
    shown = last_shown(draft)
    if shown is None or not shown.picture:
        return ""
    return str(shown.picture.get("alt") or "") or _("Picture")
