"""What a member has been told of, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Member
from inbox.models import Notification
from inbox.notices import Words, words

MOST = 100


@dataclass(frozen=True, slots=True)
class NotificationView:
    """One line of the page."""

    pk: int
    words: Words
    raised_at: datetime
    cleared_at: datetime | None
    is_new: bool


def notification_views(member: Member) -> list[NotificationView]:
    """The latest MOST; those that are still the matter first."""
    own = Notification.objects.visible_to(member).select_related("notice__channel")
    rows = own.defer("notice__channel__credentials").order_by("-pk")[:MOST]
    views = [
        NotificationView(
            row.pk,
            words(row.notice),
            row.notice.raised_at,
            row.notice.cleared_at,
            row.read_at is None and row.notice.cleared_at is None,
        )
        for row in rows
    ]
    return sorted(views, key=lambda view: view.cleared_at is not None)
