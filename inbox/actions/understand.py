"""The second step of the way in: what was kept is read, and what can't be read blocks nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.actors import INTAKE, Actor
from inbox.actions._claims import MAX_TRIES, set_aside, take_alone, take_together, waiting
from inbox.actions._keep import keep
from inbox.actions._sightings import found_by
from inbox.actions.receive import receive
from inbox.channels.base import Connector, Parsed
from inbox.models import Channel, Inbound
from inbox.sizes import fitting

BATCH = 100


def process(rows: Sequence[Inbound], connector: Connector, *, by: Actor = INTAKE) -> int:
    """Understand raw payloads of one channel; one that fails is set aside and blocks nothing.

    Returns how many were understood. Each batch is one transaction; what was begun before,
    and came to no end, is taken alone.
    """
    done = 0
    for start in range(0, len(rows), BATCH):
        ids = [row.pk for row in rows[start : start + BATCH]]
        taken = take_together(ids)
        done += _read_together(taken, connector, by=by)
        for identity in sorted(set(ids) - {row.pk for row in taken}):
            done += _read_alone(identity, connector, by=by)
    return done


def work_off(channel: Channel, connector: Connector, *, seconds: float, by: Actor = INTAKE) -> bool:
    """Understand what waits on a channel, for so long at most; whether something is left for another turn.

    What is new goes first; what was begun already may be what ended a worker, and goes last,
    the least tried before the others.
    """
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        fresh = list(waiting(channel).filter(together_at=None).order_by("pk")[:BATCH])
        if not fresh:
            break
        process(fresh, connector, by=by)
    suspects = waiting(channel).exclude(together_at=None).order_by("tries", "pk")
    for identity in suspects.values_list("pk", flat=True)[: 10 * BATCH]:
        if time.monotonic() >= ends:
            break
        _read_alone(identity, connector, by=by)
    return waiting(channel).filter(together_at=None).exists()


def _read_together(taken: Sequence[Inbound], connector: Connector, *, by: Actor) -> int:
    read: list[tuple[Inbound, Sequence[Parsed]]] = []
    for row in taken:
        try:
            read.append((row, _parsed(row, connector)))
        except Exception as error:
            _fail(row, error, by=by, tries=1)
    return _store_or_split(read, connector, by=by)


def _store_or_split(read: Sequence[tuple[Inbound, Sequence[Parsed]]], connector: Connector, *, by: Actor) -> int:
    """Store all; when one of them is bad, each half by itself, so that in the end only that one waits."""
    if len(read) == 1:
        return _read_alone(read[0][0].pk, connector, by=by, is_ours=True)
    try:
        _store(read, by=by)
    except Exception:
        middle = len(read) // 2
        return sum(_store_or_split(half, connector, by=by) for half in (read[:middle], read[middle:]))
    return len(read)


def _read_alone(identity: int, connector: Connector, *, by: Actor, is_ours: bool = False) -> int:
    row = take_alone(identity, by=by, is_ours=is_ours)
    if row is None:
        return 0
    try:
        _store([(row, _parsed(row, connector))], by=by)
    except Exception as error:
        _fail(row, error, by=by)
        return 0
    return 1


def _parsed(row: Inbound, connector: Connector) -> Sequence[Parsed]:
    """What a payload says; a webhook's body says it through rows of its own."""
    if row.body is None:
        return fitting(found_by(row.watch_id, connector.parse(row.payload)))
    keep(row.channel, connector.unpack(bytes(row.body)))
    return ()


@transaction.atomic
def _store(read: Sequence[tuple[Inbound, Sequence[Parsed]]], *, by: Actor) -> None:
    """Receive what was read, and mark it as done, in one transaction."""
    for is_history in (True, False):
        part = [(row, things) for row, things in read if row.is_history is is_history]
        if part:
            receive(part[0][0].channel, [x for _row, things in part for x in things], by=by, is_history=is_history)
    rows = Inbound.objects.filter(pk__in=[row.pk for row, _things in read])
    rows.update(processed_at=timezone.now(), error="", lease_until=None)


@transaction.atomic
def _fail(row: Inbound, error: Exception, *, by: Actor, tries: int = 0) -> None:
    """Say why; the third try, or a payload that is wrong in itself, is left to a person."""
    row.tries += tries
    sentence = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "")
    row.error, row.lease_until = sentence, None
    row.save(update_fields=["tries", "error", "lease_until"])
    if row.tries >= MAX_TRIES or isinstance(error, ValueError):
        set_aside(row, sentence, by=by)
