"""Telling members what concerns them, from the journal: nothing twice, nothing skipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Event
from inbox.actions.duty import begin_calls
from inbox.concerned import VERBS, Concern, concerns
from inbox.ephemeral import ring
from inbox.models import Attention, JournalPlace, Notification
from inbox.models.attention import About, Way
from inbox.planners import ENDING, LACKING

READER = "notifications"
BATCH = 1000
TOGETHER = (About.ASSIGNED, About.FOLLOWED)
"""Of these, what is not read yet grows instead of there being another."""


@transaction.atomic
def tell_next() -> Sequence[Event] | None:
    """Read the next events of the journal, tell whom they concern and call departments: all or nothing.

    Returns what was read (those verbs that matter here), or None at the journal's end or
    while somebody else reads.
    """
    JournalPlace.objects.get_or_create(reader=READER)
    place = JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=READER).first()
    if place is None:
        return None
    behind = Q(xid__gt=place.xid) | Q(xid=place.xid, pk__gt=place.event_id)
    new = Event.objects.settled().filter(behind, xid__gte=place.xid).order_by("xid", "pk")
    events = list(new[:BATCH])
    if not events:
        return None
    place.xid, place.event_id = events[-1].xid, events[-1].pk
    place.save(update_fields=["xid", "event_id"])
    mattering = [event for event in events if event.verb in VERBS]
    tell(mattering)
    begin_calls(mattering)
    return mattering


@transaction.atomic
def tell(events: Sequence[Event]) -> list[Notification]:
    """Tell whom these events concern, as they wish to be told; returns what is new."""
    found = concerns(events)
    wishes = {wish.member_id: wish for wish in Attention.objects.filter(member__in={one.member_id for one in found})}
    wanted = [one for one in found if wishes.get(one.member_id, Attention()).way(one.about) != Way.OFF]
    if not wanted:
        return []
    told = _told_together(wanted)
    made = [
        _notification(one, times, one.event.subject_id if one.event.verb == "note.add" else None)
        for one, times in told.items()
    ]
    new = Notification.objects.bulk_create(made, ignore_conflicts=True)
    ring({one.member_id for one in wanted})
    return new


def _told_together(wanted: Sequence[Concern]) -> Mapping[Concern, int]:
    """What needs a notification of its own, and of how many events it tells; the rest grows what is there."""
    unread = Notification.objects.select_for_update().filter(
        read_at=None, about__in=TOGETHER, conversation__in={one.event.conversation_id for one in wanted}
    )
    there = {(row.recipient_id, row.about, row.conversation_id): row for row in unread.order_by("pk")}
    own: dict[Concern, int] = {}
    first: dict[tuple[int, str, int | None], Concern] = {}
    for one in wanted:
        key = (one.member_id, str(one.about), one.event.conversation_id)
        if one.about not in TOGETHER:
            own[one] = 1
        elif key in there:
            _grow(there[key], one)
        elif key in first:
            own[first[key]] += 1
        else:
            first[key] = one
            own[one] = 1
    Notification.objects.bulk_update(there.values(), ["times", "verb", "actor", "note", "created_at"])
    return own


def _grow(row: Notification, one: Concern) -> None:
    row.times += 1
    row.verb, row.actor_id = one.event.verb, one.actor_id
    row.note_id = one.event.subject_id if one.event.verb == "note.add" else None
    row.created_at = timezone.now()


def _notification(one: Concern, times: int, note_id: int | None) -> Notification:
    return Notification(
        recipient_id=one.member_id,
        about=one.about,
        conversation_id=one.event.conversation_id,
        note_id=note_id,
        alert_id=one.event.subject_id if one.event.verb in LACKING else None,
        task_force_id=one.event.subject_id if one.event.verb in ENDING else None,
        draft_id=one.event.subject_id if one.about == About.REVIEW else None,
        actor_id=one.actor_id,
        verb=one.event.verb,
        event_id=one.event.pk,
        times=times,
        created_at=timezone.now(),
    )
