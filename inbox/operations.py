"""What is wrong at this moment, found in the database and on the disk; it changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import OuterRef, Subquery

from accounts.models import Event
from inbox.alive import BREAK, Beat, is_silent
from inbox.channels.registry import connectors
from inbox.health import silence
from inbox.models import Channel, Delivery, Heartbeat, Inbound, Webhook
from inbox.models.heartbeat import Part
from inbox.models.notice import Kind
from inbox.models.webhook import PauseCause

LONG_FAILURE = timedelta(minutes=15)
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that needs an administrator; of a channel, or of the whole."""

    kind: Kind
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes of the disk that holds the data folder."""

    total: int
    free: int

    @property
    def is_tight(self) -> bool:
        """Less than a gibibyte is left, or less than 5 % (of a large disk: less than 10 GiB)."""
        return self.free < max(GIB, min(self.total // 20, 10 * GIB))


def beats() -> dict[str, Beat]:
    """The last signs of life by part."""
    return {row.part: Beat(row.seen_at, row.since) for row in Heartbeat.objects.all()}


def disk() -> Disk:
    """The disk under the data folder, or under the nearest folder above that exists."""
    folder = Path(settings.DATA_DIR).resolve()
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return Disk(usage.total, usage.free)


def silent_part(part: Part, seen_by: Part, known: Mapping[str, Beat], now: datetime) -> bool:
    """Whether a part is silent, as one says who has been awake long enough to have heard it."""
    witness = known.get(seen_by)
    return witness is not None and now - witness.since > BREAK and is_silent(known.get(part), now)


def troubles(now: datetime) -> set[Trouble]:
    """Everything that needs an administrator now; a handful of queries, whatever the size of the inbox."""
    known = beats()
    found = {Trouble(Kind.DISK_FULL)} if disk().is_tight else set()
    if silent_part(Part.WORKER, Part.SCHEDULER, known, now):
        found.add(Trouble(Kind.WORKER_SILENT))
    if silent_part(Part.SCHEDULER, Part.WORKER, known, now):
        found.add(Trouble(Kind.SCHEDULER_SILENT))
    if Webhook.objects.standing().filter(pause_cause__in=(PauseCause.FAILING, PauseCause.GONE)).exists():
        found.add(Trouble(Kind.WEBHOOK_PAUSED))
    found |= set(_of_channels(known.get(Part.WORKER), now))
    uncertain = Delivery.objects.for_people().order_by().values_list("channel_id", flat=True).distinct()
    aside = Inbound.objects.exclude(set_aside_at=None).order_by().values_list("channel_id", flat=True).distinct()
    found |= {Trouble(Kind.DELIVERY_UNCERTAIN, channel_id) for channel_id in uncertain}
    return found | {Trouble(Kind.PAYLOAD_SET_ASIDE, channel_id) for channel_id in aside}


def _of_channels(worker: Beat | None, now: datetime) -> Iterator[Trouble]:
    failed = Event.objects.filter(subject_kind="channel", subject_id=OuterRef("pk"), verb="channel.fail")
    began = Subquery(failed.order_by("-id").values("occurred_at")[:1])
    for channel in Channel.objects.filter(is_active=True).defer("credentials", "cursor").annotate(failed_at=began):
        if channel.failures:
            since = getattr(channel, "failed_at", None) or channel.last_error_at
            if since is not None and now - since > LONG_FAILURE:
                yield Trouble(Kind.CHANNEL_FAILING, channel.pk)
        elif worker is not None and not is_silent(worker, now) and is_quiet(channel, worker.since, now):
            yield Trouble(Kind.CHANNEL_SILENT, channel.pk)


def is_quiet(channel: Channel, awake_since: datetime, now: datetime) -> bool:
    """Whether a polled channel has been silent too long, not counting the time when nobody asked it."""
    kind = connectors().get(channel.network)
    if kind is None or channel.next_poll_at is None:
        return False
    heard = max(channel.last_success_at or channel.created_at, awake_since)
    return silence(heard, channel.next_poll_at, kind.poll_seconds, now) is not None
