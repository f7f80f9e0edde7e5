"""Keeping the clocks of conversations in step with their journal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Event
from inbox.actions.due import Due, set_due
from inbox.models import Conversation, JournalPlace
from inbox.models.conversation import Status
from routing.actions.score import keep_scores
from routing.clocks import Clock, ClockState, fold, nearest
from routing.models import ClockRow
from routing.reading import VERBS, acts_of
from routing.stored import books

READER, AGAIN = "promises", "promises again"
BATCH, AT_ONCE = 500, 200
SCORED = VERBS | {"message.route", "message.correct"}
"""After these a conversation may press more or less."""
POLICIES = frozenset({"sla_policy", "calendar"})
"""After acts on these, every conversation that is not resolved may be promised something else."""
COLUMNS = (
    *("policy_id", "version", "calendar_id", "minutes", "named", "started_at", "since", "used", "paused", "resting"),
    *("due_at", "risk_at", "state", "breached_at", "ended_at", "warned_at", "told_at"),
)


@transaction.atomic
def keep(conversation_ids: Collection[int], now: datetime | None = None) -> int:
    """Fold the clocks of these conversations anew; returns how many clocks changed.

    The same journal always gives the same clocks, so this may be done any time, also for all.
    """
    rows = list(Conversation.objects.select_for_update(no_key=True).filter(pk__in=conversation_ids).order_by("pk"))
    if not rows:
        return 0
    now = now or timezone.now()
    acts, known = acts_of(rows), books()
    standing = {
        (row.conversation_id, row.promise, row.number): row for row in ClockRow.objects.filter(conversation__in=rows)
    }
    wanted: dict[tuple[int, str, int], ClockRow] = {}
    dues: dict[int, Due] = {}
    for row in rows:
        clocks = [] if row.survivor_id else fold(acts[row.pk], known)
        dues[row.pk] = _due(clocks, now)
        for clock in clocks:
            wanted[row.pk, clock.promise, clock.number] = _row(row, clock, now)
    changed = _write(standing, wanted)
    set_due(dues)
    return changed


def _write(standing: dict[Any, ClockRow], wanted: dict[Any, ClockRow]) -> int:
    gone = [row.pk for key, row in standing.items() if key not in wanted]
    if gone:
        ClockRow.objects.filter(pk__in=gone).delete()
    new = [row for key, row in wanted.items() if key not in standing]
    ClockRow.objects.bulk_create(new)
    moved = []
    for key, row in wanted.items():
        if key in standing and any(getattr(standing[key], name) != getattr(row, name) for name in COLUMNS):
            row.pk = standing[key].pk
            moved.append(row)
    ClockRow.objects.bulk_update(moved, [name.removesuffix("_id") for name in COLUMNS])
    return len(gone) + len(new) + len(moved)


def _row(conversation: Conversation, clock: Clock, now: datetime) -> ClockRow:
    return ClockRow(
        conversation=conversation,
        promise=str(clock.promise),
        number=clock.number,
        policy_id=clock.target.policy,
        version=clock.target.version,
        calendar_id=clock.target.calendar_id,
        minutes=clock.target.minutes,
        named=list(clock.target.named),
        started_at=clock.started_at,
        since=clock.since,
        used=clock.used,
        paused=clock.paused,
        resting=clock.resting,
        due_at=clock.due_at if clock.ended_at is None else clock.breached_at,
        risk_at=clock.risk_at if clock.ended_at is None else None,
        state=str(clock.state_at(now)),
        breached_at=clock.due_at if clock.state_at(now) == ClockState.BREACHED else None,
        ended_at=clock.ended_at,
        warned_at=clock.warned_at,
        told_at=clock.told_at,
    )


def _due(clocks: Sequence[Clock], now: datetime) -> Due:
    first = nearest(clocks, now)
    if first is not None:
        return Due(first.due_at, first.risk_at, str(first.promise))
    resting = [clock for clock in clocks if clock.ended_at is None and clock.resting]
    if not resting:
        return Due()
    least = min(resting, key=lambda clock: clock.left)
    return Due(None, None, str(least.promise), max(0, int(least.left.total_seconds() // 60)))


@transaction.atomic
def keep_next() -> int | None:
    """Read the next events of the journal and keep the clocks that they concern: all or nothing.

    Returns how many events were read, or None at the journal's end or while somebody else reads.
    """
    place = _place(READER)
    if place is None:
        return None
    behind = Q(xid__gt=place.xid) | Q(xid=place.xid, pk__gt=place.event_id)
    new = Event.objects.settled().filter(behind, xid__gte=place.xid).order_by("xid", "pk")
    events = list(new[:BATCH])
    if not events:
        return None
    place.xid, place.event_id = events[-1].xid, events[-1].pk
    place.save(update_fields=["xid", "event_id"])
    if any(event.verb.split(".")[0] in POLICIES for event in events):
        _begin_again()
    concerned = [event for event in events if event.verb in VERBS]
    parts = {event.data["part"] for event in concerned if event.verb.endswith("merge")}
    clocked = {*parts, *(event.conversation_id for event in concerned if event.conversation_id)}
    scored = {event.conversation_id for event in events if event.verb in SCORED and event.conversation_id}
    _hold(clocked | scored)
    keep(clocked)
    keep_scores(scored)
    return len(events)


@transaction.atomic
def keep_again() -> int | None:
    """After a change of policies: the next of those conversations that are not resolved; None at their end.

    It goes on where it was left, by whoever calls next.
    """
    place = JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=AGAIN, event_id__gte=0).first()
    if place is None:
        return None
    rows = Conversation.objects.standing().exclude(status=Status.RESOLVED).filter(pk__gt=place.event_id)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    place.event_id = ids[-1] if ids else -1
    place.save(update_fields=["event_id"])
    if not ids:
        return None
    keep(ids)
    return len(ids)


def _hold(conversation_ids: Collection[int]) -> None:
    """Take these rows at once, in the order in which everybody takes them: so nobody waits in a ring."""
    rows = Conversation.objects.select_for_update(no_key=True).filter(pk__in=conversation_ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _begin_again() -> None:
    JournalPlace.objects.update_or_create(reader=AGAIN, defaults={"event_id": 0})


def _place(reader: str) -> JournalPlace | None:
    JournalPlace.objects.get_or_create(reader=reader)
    return JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=reader).first()
