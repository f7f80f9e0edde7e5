"""Taking payloads to read them: each try is written down, and committed, before it begins.

A payload that ends its worker (memory, a crash) leaves its try behind, so it is tried alone
next and set aside after the third; whatever waited beside it goes on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.events import record
from inbox.models import Channel, Inbound

MAX_TRIES = 3


def waiting(channel: Channel) -> QuerySet[Inbound]:
    """What nobody has understood yet and nobody reads just now."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    return Inbound.objects.filter(free, channel=channel, processed_at=None, set_aside_at=None)


@transaction.atomic
def take_together(ids: Collection[int]) -> list[Inbound]:
    """Those of them that nobody has begun to read, taken in one go."""
    rows = Inbound.objects.select_for_update(skip_locked=True, of=("self",)).select_related("channel")
    taken = list(rows.filter(pk__in=ids, together_at=None, processed_at=None, set_aside_at=None).order_by("pk"))
    now = timezone.now()
    Inbound.objects.filter(pk__in=[row.pk for row in taken]).update(together_at=now, lease_until=_lease(now))
    return taken


@transaction.atomic
def take_alone(identity: int, *, by: Actor, is_ours: bool = False) -> Inbound | None:
    """One payload by itself, with one try more; None when it is not to be read now.

    One that was tried three times, and whose third try never came back, is set aside.
    `is_ours` says that the lease on it is the caller's own.
    """
    now = timezone.now()
    rows = Inbound.objects.select_for_update(skip_locked=True, of=("self",)).select_related("channel")
    row = rows.filter(pk=identity, processed_at=None, set_aside_at=None).first()
    if row is None or (not is_ours and row.lease_until is not None and row.lease_until > now):
        return None
    if row.tries >= MAX_TRIES:
        set_aside(row, row.error or _("The worker that read it ended each time, before it had understood it."), by=by)
        return None
    row.tries, row.together_at, row.lease_until = row.tries + 1, row.together_at or now, _lease(now)
    row.save(update_fields=["tries", "together_at", "lease_until"])
    return row


def set_aside(row: Inbound, error: str, *, by: Actor) -> None:
    """Keep it for a person, with the reason; the caller holds the row."""
    row.error, row.set_aside_at, row.lease_until = error[:2000], timezone.now(), None
    row.save(update_fields=["error", "set_aside_at", "lease_until"])
    record("inbound.set_aside", row, by=by, tries=row.tries)


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.TURN_LEASE)
