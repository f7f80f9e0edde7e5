"""The first step of the way in: raw payloads kept with the cursor, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions._claims import set_aside
from inbox.actions._keep import keep
from inbox.backfill import Backfill, after_gap, after_poll
from inbox.channels.base import Page, Raw
from inbox.models import Channel, Inbound


class TurnLost(Exception):
    """Another worker has taken over the channel: nothing was kept, and it will fetch the same."""


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
    rows = keep(channel, raws)
    if cursor is not None:
        now = timezone.now()
        Channel.objects.filter(pk=channel.pk).update(
            cursor=dict(cursor), last_success_at=now, next_poll_at=next_poll_at, lease_until=None
        )
    return rows


@transaction.atomic
def store_page(channel: Channel, page: Page, *, next_poll_at: datetime, by: Actor) -> list[Inbound]:
    """Keep a page of what is new, its cursor, and the gap it left, if this worker still has the turn.

    Raises TurnLost. Returns the rows that are new.
    """
    now = timezone.now()
    backfill = after_poll(channel.backfill, page, is_first_poll=not channel.cursor, now=now)
    before = Backfill.read(channel.backfill)
    is_history = backfill is not None and backfill.is_first and not (before and before.done)
    rows = keep(channel, page.items, is_history=is_history)
    channel.cursor, channel.next_poll_at, channel.last_success_at = page.cursor, next_poll_at, now
    channel.backfill = {} if backfill is None else backfill.kept()
    _keep_turn(channel)
    return rows


@transaction.atomic
def store_gap(channel: Channel, page: Page, *, by: Actor) -> list[Inbound]:
    """Keep a page of what a poll jumped over, and how far that reading has come; raises TurnLost."""
    backfill = Backfill.read(channel.backfill)
    if backfill is None or not backfill.gaps:
        raise NotPossible(_("There is no gap on %(channel)s.") % {"channel": channel})
    rows = keep(channel, page.items, is_history=backfill.is_first)
    channel.backfill = after_gap(backfill, page, timezone.now()).kept()
    channel.last_success_at = timezone.now()
    _keep_turn(channel)
    return rows


def _keep_turn(channel: Channel) -> None:
    """Write what a turn moves on, unless the turn has passed to another worker."""
    held = Channel.objects.filter(pk=channel.pk, lease_until=channel.lease_until)
    if not held.update(
        cursor=channel.cursor,
        backfill=channel.backfill,
        next_poll_at=channel.next_poll_at,
        last_success_at=channel.last_success_at,
    ):
        raise TurnLost


@transaction.atomic
def store_body(channel: Channel, body: bytes, raws: Sequence[Raw], *, error: str = "", by: Actor) -> list[Inbound]:
    """Keep a webhook's body as received, and what it was unpacked to; the same body twice is one.

    With an `error` the body is set aside for a person. Returns the rows that are new.
    """
    key = f"body:{hashlib.sha256(body).hexdigest()}"
    if Inbound.objects.filter(channel=channel, external_key=key).exists():
        return []
    row = Inbound(channel=channel, external_key=key, payload={}, body=body, together_at=timezone.now())
    if not error:
        row.processed_at = timezone.now()
    Inbound.objects.bulk_create([row], ignore_conflicts=True)
    kept = Inbound.objects.select_related("channel").get(channel=channel, external_key=key)
    if error and kept.set_aside_at is None:
        set_aside(kept, error, by=by)
    _hear(channel)
    rows = keep(channel, raws)
    record("channel.hear", channel, by=by, payloads=len(rows))
    return rows


def _hear(channel: Channel) -> None:
    """Note that the network spoke, unless somebody holds the row: nobody outside waits for a worker of ours."""
    free = Channel.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=channel.pk)
    held = list(free.values_list("pk", flat=True))
    Channel.objects.filter(pk__in=held).update(last_success_at=timezone.now())


@transaction.atomic
def run_again(row: Inbound, *, by: Actor) -> Inbound:
    """Let a payload that was set aside be tried anew, because the cause has been mended.

    A worker understands it at once, and the sweep does if the wake-up is lost.
    """
    row = Inbound.objects.select_for_update(of=("self",)).select_related("channel").get(pk=row.pk)
    require(by, "inbound.run_again", row)
    if row.set_aside_at is None:
        raise NotPossible(_("This payload is not set aside."))
    row.set_aside_at, row.tries, row.error, row.lease_until = None, 0, "", None
    row.save(update_fields=["set_aside_at", "tries", "error", "lease_until"])
    record("inbound.run_again", row, by=by)
    return row


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
