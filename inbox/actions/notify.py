"""Notices to administrators: raised once an outage, cleared by themselves when it is over; and what one has read."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import record
from accounts.mail import has_server, post
from accounts.models import Member
from accounts.permissions import require, who_may
from inbox.actions.duty import look
from inbox.models import Attention, Channel, Notice, Notification
from inbox.models.attention import Way
from inbox.models.notice import Kind
from inbox.notices import words

RELAPSE = timedelta(minutes=15)
"""What comes back within this time is the same outage: nobody is told twice."""

COMING_AND_GOING = frozenset(
    {Kind.WORKER_SILENT, Kind.SCHEDULER_SILENT, Kind.DISK_FULL, Kind.CHANNEL_FAILING, Kind.CHANNEL_SILENT}
)
"""Of these, one outage may flicker; each uncertain reply and each payload is one of its own."""


@transaction.atomic
def raise_notice(kind: Kind, *, by: Actor, channel: Channel | None = None) -> Notice:
    """Tell every administrator, by the bell and (where there is a mail server) by one mail each.

    Raised already: nothing more happens. Over for less than RELAPSE: it goes on, silently.
    """
    now = timezone.now()
    before = _lately(kind, channel) if kind in COMING_AND_GOING else None
    if before is not None:
        before.cleared_at = None
        before.save(update_fields=["cleared_at"])
        record("notice.raise", before, by=by, kind=kind, again=True)
        return before
    made, is_new = Notice.objects.get_or_create(
        kind=kind, channel=channel, cleared_at=None, defaults={"raised_at": now}
    )
    if is_new:
        _tell(made)
        record("notice.raise", made, by=by, kind=kind)
    return made


@transaction.atomic
def clear_notice(notice: Notice, *, by: Actor) -> Notice:
    """It is over; whoever has not read of it need not any more."""
    cleared = Notice.objects.filter(pk=notice.pk, cleared_at=None).update(cleared_at=timezone.now())
    if cleared:
        notice.refresh_from_db()
        record("notice.clear", notice, by=by, kind=notice.kind)
    return notice


def mark_read(notification: Notification, *, by: Member) -> Notification:
    """Its recipient has read it; a second time changes nothing. A department's call is answered for all."""
    require(by, "profile.change", notification.recipient)
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    if notification.call is not None:
        look(notification.call.department_id, by=by)
    return notification


def mark_all_read(member: Member, *, by: Member) -> int:
    """A member has read all of theirs; returns how many were new."""
    require(by, "profile.change", member)
    unread = Notification.objects.filter(recipient=member, read_at=None)
    called = set(unread.exclude(call=None).values_list("call__department", flat=True))
    read = unread.update(read_at=timezone.now())
    for department_id in called:
        look(department_id, by=by)
    return read


def _lately(kind: Kind, channel: Channel | None) -> Notice | None:
    """The outage that has only just ended, unless it is raised anew already."""
    same = Notice.objects.select_for_update(no_key=True, of=("self",)).filter(kind=kind, channel=channel)
    latest = same.order_by("-id").first()
    over = latest.cleared_at if latest else None
    return latest if over is not None and timezone.now() - over < RELAPSE else None


def _tell(notice: Notice) -> None:
    asked = [(person, _wish(person)) for person in who_may("operations.view").select_related("attention")]
    people = [person for person, wish in asked if wish != Way.OFF]
    Notification.objects.bulk_create(
        Notification(recipient=person, notice=notice, created_at=notice.raised_at) for person in people
    )
    if not has_server():
        return
    said = words(notice)
    for person, wish in asked:
        if wish == Way.MAIL:
            post("inbox/email/notice", to=person.email, said=said, link=f"{settings.LIAISON_URL}{said.href}")


def _wish(person: Member) -> Way:
    """An outage is mailed at once, at whatever hour: it does not wait for a digest."""
    return Way((getattr(person, "attention", None) or Attention()).operational)
