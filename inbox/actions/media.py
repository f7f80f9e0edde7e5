"""Copies of strangers' media: asked for, fetched by a worker, kept within bounds, dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, Sum, Window
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import record
from inbox.models import Media
from inbox.models.media import MediaState, key_of
from inbox.rasters import Painted

LEASE = timedelta(seconds=90)
TRIES = 3
TRY_AGAIN = timedelta(days=1)
"""How long something that was not there counts as gone."""
UNUSED = timedelta(days=30)
TOUCHED_EVERY = timedelta(hours=1)


@transaction.atomic
def ask_media(network: str, source: str, *, by: Actor) -> Media:
    """The copy of what stands there; a new one waits to be fetched, as does one that was gone a day ago.

    Recorded when something is to be fetched, so that a worker is woken.
    """
    now = timezone.now()
    row, is_asked = Media.objects.get_or_create(
        key=key_of(network, source), defaults={"network": network, "source": source, "due_at": now, "used_at": now}
    )
    is_overdue = row.state == MediaState.FAILED and row.due_at is not None and row.due_at <= now
    if is_overdue or (row.state == MediaState.KEPT and not default_storage.exists(row.file)):
        row.state, row.tries, row.due_at = MediaState.WAITING, 0, now
        row.save(update_fields=["state", "tries", "due_at"])
        is_asked = True
    if is_asked:
        record("media.ask", row, by=by)
    if now - row.used_at > TOUCHED_EVERY:
        row.used_at = now
        row.save(update_fields=["used_at"])
    return row


def claim_media(media_id: int) -> Media | None:
    """Take one that waits; None when it is not due or a worker is at it."""
    now = timezone.now()
    due = Media.objects.filter(pk=media_id, state=MediaState.WAITING, due_at__lte=now)
    free = due.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    # Counted before it begins: what ends a worker is found out too.
    if not free.update(lease_until=now + LEASE, tries=F("tries") + 1):
        return None
    row: Media = Media.objects.get(pk=media_id)
    if row.tries > TRIES:
        lose_media(row)
        return None
    return row


def keep_media(row: Media, *, data: bytes, media_type: str, picture: Painted | None) -> Media:
    """Put the bytes into the storage; of a picture those that we painted, never the stranger's."""
    files = {row.file: picture.data, row.small_file: picture.small} if picture else {row.file: data}
    for name, content in files.items():
        default_storage.delete(name)
        default_storage.save(name, ContentFile(content))
    row.state, row.lease_until, row.tries = MediaState.KEPT, None, 0
    row.media_type = picture.media_type if picture else media_type
    row.width, row.height = (picture.width, picture.height) if picture else (0, 0)
    row.size = sum(map(len, files.values()))
    row.save()
    return row


def retry_media(row: Media, *, at: datetime | None = None) -> Media:
    """Try again later; after the third time it counts as gone."""
    if row.tries >= TRIES:
        lose_media(row)
        return row
    row.due_at, row.lease_until = at or timezone.now() + timedelta(seconds=10 * 4**row.tries), None
    row.save(update_fields=["due_at", "lease_until"])
    return row


def lose_media(row: Media) -> None:
    """It is not there, or nothing that we keep."""
    row.state, row.lease_until, row.due_at = MediaState.FAILED, None, timezone.now() + TRY_AGAIN
    row.save(update_fields=["state", "lease_until", "due_at"])


def forget_media() -> int:
    """Drop what nobody has looked at for a month, and the least looked at beyond the room there is; how many."""
    unused = Media.objects.filter(used_at__lt=timezone.now() - UNUSED)
    total = Media.objects.aggregate(bytes=Sum("size"))["bytes"] or 0
    over: Sequence[int] = []
    if total > settings.MEDIA_CACHE_MB * 1_000_000:
        newest_first = Window(Sum("size"), order_by=[F("used_at").desc(), F("pk").desc()])
        kept = Media.objects.filter(state=MediaState.KEPT).annotate(so_far=newest_first)
        over = [row.pk for row in kept if row.so_far > settings.MEDIA_CACHE_MB * 1_000_000]
    dropped = 0
    for row in Media.objects.filter(Q(pk__in=over) | Q(pk__in=unused.values("pk"))):
        _drop(row)
        dropped += 1
    return dropped


def _drop(row: Media) -> None:
    with transaction.atomic():
        Media.objects.filter(pk=row.pk).delete()
        transaction.on_commit(lambda: _delete_files(row))


def _delete_files(row: Media) -> None:
    for name in (row.file, row.small_file):
        default_storage.delete(name)
