"""One mail for what somebody has not read after a while; each notification is in one at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.mail import has_server, post
from accounts.models import Member
from inbox.hours import is_quiet, zone_of
from inbox.models import Attention, Notification
from inbox.models.attention import About, Way
from inbox.telling import said_of, with_names

OLDEST = timedelta(days=3)
"""What is older has been overtaken by time, for instance because there was no mail server."""
MOST = 50
"""Lines of one mail."""
SHORTEST = timedelta(minutes=5)
"""The shortest delay that members can choose; see inbox/forms_attention.py."""


def due(now: datetime) -> list[int]:
    """The members who may have something to be mailed; nobody without a mail server."""
    if not has_server():
        return []
    rows = Notification.objects.filter(
        read_at=None, mailed_at=None, created_at__gt=now - OLDEST, created_at__lte=now - SHORTEST
    )
    rows = rows.exclude(about=About.OPERATIONAL).exclude(recipient__is_program=True)
    return list(rows.order_by("recipient").values_list("recipient_id", flat=True).distinct())


@transaction.atomic
def send_digest(member_id: int, *, now: datetime) -> int:
    """Put one mail into the outbox and mark what it tells of, both or neither; returns how much that is.

    Nothing happens in the member's quiet hours, before the first item is as old as they
    chose, or while another worker is at it.
    """
    member = Member.objects.active().select_for_update(no_key=True, skip_locked=True).filter(pk=member_id).first()
    if member is None:
        return 0
    wishes = Attention.objects.filter(member=member).first() or Attention()
    by_mail = [about for about in About if wishes.way(about) == Way.MAIL and about != About.OPERATIONAL]
    unread = Notification.objects.visible_to(member).unread()
    rows = unread.filter(mailed_at=None, about__in=by_mail, created_at__gt=now - OLDEST).order_by("pk")
    items = list(with_names(rows))
    delay = timedelta(minutes=wishes.digest_minutes)
    if not items or min(item.created_at for item in items) > now - delay or is_quiet(wishes, member.time_zone, now):
        return 0
    Notification.objects.filter(pk__in=[item.pk for item in items]).update(mailed_at=now)
    _mail(member, items)
    return len(items)


def _mail(member: Member, items: list[Notification]) -> None:
    with translation.override(member.language), timezone.override(zone_of(member.time_zone)):
        lines = [(said_of(item), f"{settings.LIAISON_URL}{said_of(item).href}") for item in items[:MOST]]
        links = {
            "all": f"{settings.LIAISON_URL}{reverse('inbox:notifications')}",
            "settings": f"{settings.LIAISON_URL}{reverse('inbox:attention')}",
        }
        more = len(items) - len(lines)
        post("inbox/email/digest", to=member.email, lines=lines, count=len(items), more=more, links=links)
