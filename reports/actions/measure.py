"""Keeping samples in step with conversations: right after anything late, edited, merged or moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.models import Event
from inbox.models import Conversation, JournalPlace
from inbox.models.conversation import Status
from reports.models import DirtyDay, Sample
from reports.models.sample import FACTS, facts
from reports.reading import samples_of

READER, AGAIN = "figures", "figures again"
PROMISES, PROMISES_AGAIN = "promises", "promises again"
"""Who reads the journal before us: samples tell how the clocks stand that it keeps."""
BATCH, AT_ONCE = 500, 200
RULES = frozenset({"sla_policy", "calendar"})
CLOSING = ("department.close", "department.open", "channel.change")


@transaction.atomic
def measure(conversation_ids: Collection[int]) -> int:
    """Measure these conversations anew; returns how many samples changed. What is gone or merged away has none.

    The same rows and journal always give the same samples, so this may be done any time, also for all.
    """
    ids = sorted(conversation_ids)
    list(Conversation.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    standing = {_key(row): row for row in Sample.objects.filter(conversation_id__in=ids)}
    wanted = {_key(row): row for row in samples_of(ids)}
    gone = [row for key, row in standing.items() if key not in wanted]
    new = [row for key, row in wanted.items() if key not in standing]
    changed = []
    for key, row in wanted.items():
        if key in standing and facts(row) != facts(standing[key]):
            row.pk = standing[key].pk
            changed += [(standing[key], row)]
    Sample.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Sample.objects.bulk_create(new)
    Sample.objects.bulk_update([row for _before, row in changed], FACTS)
    mark(row.at.astimezone(UTC).date() for row in [*gone, *new, *(one for pair in changed for one in pair)])
    return len(gone) + len(new) + len(changed)


def mark(days: Iterable[date]) -> None:
    """Their figures are not used until they are summed up again; to be called with the samples' change."""
    rows = [DirtyDay(day=day, changes=1) for day in sorted(set(days))]
    # Writing to the row that stands makes whoever sums it up wait for this transaction.
    DirtyDay.objects.bulk_create(rows, update_conflicts=True, unique_fields=["day"], update_fields=["changes"])


@transaction.atomic
def measure_next() -> int | None:
    """Read the next events of the journal and measure what they concern: all or nothing.

    Returns how many were read, or None at the journal's end or while somebody else reads.
    """
    place = _place(READER)
    if place is None:
        return None
    new = _behind(place)
    events = list(new[:BATCH])
    if not events:
        return None
    place.xid, place.event_id = events[-1].xid, events[-1].pk
    place.save(update_fields=["xid", "event_id"])
    measure(concerned(events))
    for event in events:
        if event.verb in CLOSING:
            _reclose(event)
    if any(event.verb.split(".")[0] in RULES for event in events):
        JournalPlace.objects.update_or_create(reader=AGAIN, defaults={"event_id": 0})
    return len(events)


@transaction.atomic
def measure_again() -> int | None:
    """After a change of policies, once the clocks follow it: the next of what is not resolved; None at the end."""
    if JournalPlace.objects.filter(reader=PROMISES_AGAIN, event_id__gte=0).exists():
        return None
    place = JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=AGAIN, event_id__gte=0).first()
    if place is None:
        return None
    rows = Conversation.objects.standing().exclude(status=Status.RESOLVED).filter(pk__gt=place.event_id)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    place.event_id = ids[-1] if ids else -1
    place.save(update_fields=["event_id"])
    if not ids:
        return None
    measure(ids)
    return len(ids)


def concerned(events: Sequence[Event]) -> set[int]:
    """The conversations that these events may have changed, those that were merged or joined with others too."""
    found = {event.conversation_id for event in events if event.conversation_id}
    for event in events:
        if event.verb in ("conversation.merge", "conversation.unmerge"):
            found.add(int(event.data["part"]))
        elif event.verb == "conversation.join":
            found.add(int(event.data["joined"]))
    shown = Conversation.objects.filter(pk__in=found).exclude(survivor=None)
    return found | set(shown.values_list("survivor_id", flat=True))


def _behind(place: JournalPlace) -> QuerySet[Event]:
    """What we have not read, as far as the clocks follow."""
    clocks = JournalPlace.objects.filter(reader=PROMISES).first() or JournalPlace()
    new = Event.objects.filter(Q(xid__gt=place.xid) | Q(xid=place.xid, pk__gt=place.event_id), xid__gte=place.xid)
    known = Q(xid__lt=clocks.xid) | Q(xid=clocks.xid, pk__lte=clocks.event_id)
    return new.filter(known, xid__lte=clocks.xid).order_by("xid", "pk")


def _reclose(event: Event) -> None:
    """A department or channel was closed or opened: who alone may see its conversations is another."""
    column = "channel" if event.subject_kind == "channel" else "department"
    rows = Conversation.objects.filter(**{column: event.subject_id}).order_by()
    _mark_closed(rows.filter(is_closed=False), None)
    for holder in set(rows.filter(is_closed=True).values_list("department_id", flat=True)):
        _mark_closed(rows.filter(is_closed=True, department=holder), holder)


def _mark_closed(rows: QuerySet[Conversation], holder: int | None) -> None:
    other = Sample.objects.filter(conversation_id__in=rows.values("pk")).exclude(closed_in=holder)
    days = set(other.annotate(day=TruncDate("at", tzinfo=UTC)).order_by().values_list("day", flat=True).distinct())
    other.update(closed_in=holder)
    mark(days)


def _place(reader: str) -> JournalPlace | None:
    JournalPlace.objects.get_or_create(reader=reader)
    return JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=reader).first()


def _key(row: Sample) -> tuple[int, str, int]:
    return row.conversation_id, row.kind, row.number
