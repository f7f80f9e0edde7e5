"""What a member has been told of, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Member
from inbox.models import Notification
from inbox.telling import Said, said_of, with_names

MOST = 100


@dataclass(frozen=True, slots=True)
class NotificationView:
    """One line of the page; `over_at` is when it stopped asking for anything by itself."""

    pk: int
    said: Said
    moment: datetime
    over_at: datetime | None
    is_new: bool


def notification_views(member: Member) -> list[NotificationView]:
    """The latest MOST; those that are new first."""
    rows = with_names(Notification.objects.visible_to(member)).order_by("-created_at", "-pk")[:MOST]
    views = [
        NotificationView(row.pk, said_of(row), row.created_at, _over(row), row.read_at is None and _over(row) is None)
        for row in rows
    ]
    return sorted(views, key=lambda view: (view.over_at is not None, not view.is_new))


def _over(row: Notification) -> datetime | None:
    if row.notice is not None:
        return row.notice.cleared_at
    if row.alert is not None:
        return row.alert.cleared_at
    return row.call.ended_at if row.call is not None else None
