"""Fetching media that somebody wants to see, and forgetting what nobody looks at."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from inbox.actions.media import claim_media, forget_media, keep_media, lose_media, retry_media
from inbox.channels.base import ChannelError, RetryLater
from inbox.channels.media import fetch
from inbox.channels.registry import connectors
from inbox.models import Media
from inbox.models.media import MediaState
from inbox.rasters import painted, sniffed

log = logging.getLogger(__name__)


@shared_task
def fetch_media(media_id: int) -> None:
    """Fetch one; a picture is painted anew, anything else is kept as a file to be saved."""
    row = claim_media(media_id)
    if row is None:
        return
    try:
        _fetch(row)
    except RetryLater as error:
        retry_media(row, at=error.at)
    except (ChannelError, ValueError) as error:
        log.info("media %s is not shown: %s", row.pk, error)
        lose_media(row)


def _fetch(row: Media) -> None:
    known = connectors().get(row.network)
    data = fetch(row.source, most_bytes=settings.MEDIA_FILE_MB * 1_000_000, allow=known.own_hosts() if known else ())
    keep_media(row, data=data, media_type=sniffed(data), picture=painted(data))


@shared_task
def sweep_media() -> None:
    """Start those whose wake-up was lost."""
    now = timezone.now()
    waiting = Media.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), state=MediaState.WAITING)
    for media_id in waiting.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)[:50]:
        fetch_media.delay(media_id)


@shared_task
def sweep_forgotten_media() -> None:
    """Make room."""
    forget_media()
