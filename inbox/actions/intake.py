"""The first step of the way in: raw payloads kept with the cursor, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import INTAKE, Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions.receive import receive
from inbox.channels.base import Connector, Raw
from inbox.channels.plain import storable
from inbox.models import Channel, Inbound

MAX_TRIES = 3


@transaction.atomic
def store_raw(
    channel: Channel,
    raws: Sequence[Raw],
    *,
    by: Actor,
    cursor: Mapping[str, Any] | None = None,
    next_poll_at: datetime | None = None,
) -> list[Inbound]:
    """Keep payloads not seen before, and the cursor that follows them.

    Either both are stored or neither. Returns only the rows that are new.
    """
    raws = [Raw(storable(raw.external_key), storable(raw.payload)) for raw in raws]
    keys = [raw.external_key for raw in raws]
    known = set(Inbound.objects.filter(channel=channel, external_key__in=keys).values_list("external_key", flat=True))
    rows = {
        raw.external_key: Inbound(channel=channel, external_key=raw.external_key, payload=raw.payload)
        for raw in raws
        if raw.external_key not in known
    }
    Inbound.objects.bulk_create(rows.values(), ignore_conflicts=True)
    if cursor is not None:
        now = timezone.now()
        Channel.objects.filter(pk=channel.pk).update(
            cursor=dict(cursor), last_success_at=now, next_poll_at=next_poll_at, lease_until=None
        )
    return list(Inbound.objects.filter(channel=channel, external_key__in=rows, processed_at=None))


def process(rows: Sequence[Inbound], connector: Connector, *, by: Actor = INTAKE) -> int:
    """Understand raw payloads of one channel; one that fails is set aside and blocks nothing.

    Returns how many were understood. Each batch is one transaction.
    """
    done = 0
    for start in range(0, len(rows), 100):
        batch = rows[start : start + 100]
        try:
            done += _process_together(batch, connector, by=by)
        except Exception:
            # One of them is bad: take them one by one, so that only that one waits.
            done += sum(_process_alone(row, connector, by=by) for row in batch)
    return done


@transaction.atomic
def run_again(row: Inbound, *, by: Actor) -> Inbound:
    """Let a payload that was set aside be tried anew, because the cause has been mended.

    A worker understands it at once, and the sweep does if the wake-up is lost.
    """
    row = Inbound.objects.select_for_update(of=("self",)).select_related("channel").get(pk=row.pk)
    require(by, "inbound.run_again", row)
    if row.set_aside_at is None:
        raise NotPossible(_("This payload is not set aside."))
    row.set_aside_at, row.tries, row.error = None, 0, ""
    row.save(update_fields=["set_aside_at", "tries", "error"])
    record("inbound.run_again", row, by=by)
    return row


@transaction.atomic
def _process_together(batch: Sequence[Inbound], connector: Connector, *, by: Actor) -> int:
    ids = [row.pk for row in batch]
    waiting = list(
        Inbound.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk__in=ids, processed_at=None, set_aside_at=None)
        .order_by("pk")
    )
    if not waiting:
        return 0
    parsed = [thing for row in waiting for thing in connector.parse(row.payload)]
    receive(batch[0].channel, parsed, by=by)
    Inbound.objects.filter(pk__in=[row.pk for row in waiting]).update(processed_at=timezone.now(), error="")
    return len(waiting)


def _process_alone(row: Inbound, connector: Connector, *, by: Actor) -> int:
    try:
        return _process_together([row], connector, by=by)
    except Exception as error:
        _note_failure(row, error, by=by)
        return 0


@transaction.atomic
def _note_failure(row: Inbound, error: Exception, *, by: Actor) -> None:
    """Count the try; the third one sets the payload aside for a person."""
    row.tries += 1
    row.error = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "")
    if row.tries >= MAX_TRIES or isinstance(error, ValueError):
        row.set_aside_at = timezone.now()
        record("inbound.set_aside", row, by=by, tries=row.tries)
    row.save(update_fields=["tries", "error", "set_aside_at"])


@transaction.atomic
def fail_poll(channel: Channel, *, error: str, retry_at: datetime | None, by: Actor) -> Channel:
    """Remember why a poll brought nothing, and when to try again; journalled once per outage."""
    channel = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    if channel.failures == 0:
        record("channel.fail", channel, by=by)
    channel.failures += 1
    wait = timedelta(seconds=min(30 * 2 ** min(channel.failures, 7), 3600))
    channel.next_poll_at = retry_at or timezone.now() + wait
    channel.last_error, channel.last_error_at = error, timezone.now()
    channel.lease_until = None
    channel.save(update_fields=["failures", "next_poll_at", "last_error", "last_error_at", "lease_until"])
    return channel


@transaction.atomic
def recover(channel: Channel, *, by: Actor) -> Channel:
    """The network answers again after failures."""
    channel = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    if channel.failures:
        channel.failures = 0
        channel.save(update_fields=["failures"])
        record("channel.recover", channel, by=by)
    return channel
