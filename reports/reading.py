"""Rows and journal of conversations, as their samples are measured from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q

from accounts.models import Event
from inbox.models import Conversation, Message, ReviewStep
from reports.custody import HANDING, held_by
from reports.filing import REOPEN, RESOLVE, UNDO, Filed
from reports.measured import Measured, seconds
from reports.models import Kind, Rating, Sample
from reports.story import Story, measure
from reports.texts import corrections_in, words_of
from reports.waits import Said
from routing.calendars import Calendar, working_time
from routing.models import ClockRow
from routing.stored import calendar_of

FILING = (RESOLVE, REOPEN, UNDO)
CLOCKED: dict[str, tuple[str, ...]] = {
    Kind.FIRST: ("first",),
    Kind.NEXT: ("next", "first"),
    Kind.FULL: ("full", "first"),
    Kind.RESOLVED: ("resolution", "first"),
}
"""Whose working hours count, of the promises that were made."""


def samples_of(conversation_ids: Collection[int]) -> list[Sample]:
    """Every sample of these conversations; nine queries, however many. What was merged away has none."""
    rows = list(Conversation.objects.standing().filter(pk__in=conversation_ids).order_by("pk"))
    measured = {row.pk: measure(story) for row, story in zip(rows, _stories(rows), strict=True)}
    clocks = _clocks(measured)
    for place, found in _promises(clocks, rows):
        measured[place].append(found)
    for place, found in [*_reviews(rows), *_ratings(rows)]:
        measured[place].append(found)
    made: list[Sample] = []
    for row in rows:
        made += _numbered(row, measured[row.pk], _calendars(clocks[row.pk]))
    return made


def _stories(rows: Collection[Conversation]) -> Iterator[Story]:
    ids = [row.pk for row in rows]
    parts = dict(Conversation.objects.filter(survivor__in=ids).values_list("pk", "survivor_id"))
    opened = dict(Conversation.objects.filter(pk__in=parts).values_list("pk", "opened_at"))
    acts = _acts([*ids, *parts])
    said, held, filed = _said(ids), held_by([*ids, *parts], acts), _filed(acts, parts)
    for row in rows:
        own = [pk for pk, whole in parts.items() if whole == row.pk]
        yield Story(
            conversation=row.pk,
            department=row.department_id,
            opened_at=row.opened_at,
            said=said[row.pk],
            held=held[row.pk],
            beside=[(opened[pk], one) for pk in own for one in held[pk]],
            filed=filed[row.pk],
            resolved_at=row.resolved_at,
            is_private=row.is_private,
        )


def _said(ids: Collection[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    columns = (
        *("pk", "conversation_id", "external_id", "channel_id", "sent_at", "is_ours", "kind", "parent_external_id"),
        *("is_context", "is_listening", "removed_at", "settled_at", "author_id", "language", "text"),
    )
    rows = Message.objects.filter(conversation__in=ids).order_by("sent_at", "external_id", "pk").values_list(*columns)
    corrected = corrections_in(ids)
    for pk, place, key, channel, at, ours, kind, parent, context, listening, removed_at, settled_at, *written in rows:
        counts = not (context or listening)
        author, language, text = written
        read = words_of(text, language, corrected.get(pk)) if counts and not ours else words_of("")
        found[place].append(
            Said(
                key,
                channel,
                at,
                ours,
                kind,
                parent,
                counts=counts,
                removed_at=removed_at,
                settled_at=settled_at,
                author=author or 0,
                tone=read.tone,
                language=read.language,
                asks=read.asks,
            )
        )
    return found


def _acts(ids: Collection[int]) -> list[Event]:
    """What was resolved, opened again and handed on, in the order of the journal."""
    return list(Event.objects.filter(conversation_id__in=ids, verb__in=(*FILING, *HANDING)).order_by("pk"))


def _filed(acts: Iterable[Event], parts: dict[int, int]) -> dict[int, list[Filed]]:
    found: dict[int, list[Filed]] = defaultdict(list)
    for event in acts:
        if event.verb not in FILING:
            continue
        data, place = event.data, event.conversation_id or 0
        found[parts.get(place, place)].append(
            Filed(
                at=event.occurred_at,
                verb=event.verb,
                department=event.department_id or 0,
                before=str(data.get("before", "")),
                after=str(data.get("after", "")),
                outcome=str(data.get("outcome", "")),
                cause=str(data.get("cause", "")),
                place=place,
            )
        )
    return found


def _clocks(ids: Iterable[int]) -> dict[int, list[ClockRow]]:
    found: dict[int, list[ClockRow]] = defaultdict(list)
    for clock in ClockRow.objects.filter(conversation__in=ids).select_related("calendar").order_by("pk"):
        found[clock.conversation_id].append(clock)
    return found


def _calendars(clocks: Iterable[ClockRow]) -> dict[str, Calendar]:
    """By promise; the last that was made says which hours count."""
    return {clock.promise: calendar_of(clock.calendar) for clock in clocks}


def _promises(clocks: dict[int, list[ClockRow]], rows: Iterable[Conversation]) -> Iterator[tuple[int, Measured]]:
    """What is no longer owed was neither kept nor broken."""
    kept = {"met": 1, "breached": 0}
    for row in rows:
        for clock in clocks[row.pk]:
            if clock.state != "stopped":
                value = kept.get(clock.state)
                yield row.pk, Measured(Kind.PROMISE, clock.started_at, row.department_id, value, clock.promise)


def _reviews(rows: Collection[Conversation]) -> Iterator[tuple[int, Measured]]:
    """Steps that somebody decided on, or that still wait."""
    ids = [row.pk for row in rows]
    steps = ReviewStep.objects.filter(draft__conversation__in=ids).order_by("pk")
    columns = ("draft__conversation_id", "asked_at", "at", "department_id", "decision")
    for place, asked_at, at, department, decision in steps.values_list(*columns):
        yield place, Measured(Kind.APPROVAL, asked_at, department, _span(asked_at, at), decision)
    amended = Event.objects.filter(conversation_id__in=ids, verb="draft.amend").order_by("pk")
    for event in amended:
        department = event.department_id or 0
        yield event.conversation_id or 0, Measured(Kind.AMENDED, event.occurred_at, department)


def _ratings(rows: Collection[Conversation]) -> Iterator[tuple[int, Measured]]:
    """What people outside said of how it was resolved, for the department that had resolved it; of what was
    merged into another, it counts there.
    """
    ids = [row.pk for row in rows]
    ratings = Rating.objects.filter(Q(conversation__in=ids) | Q(conversation__survivor__in=ids)).order_by("pk")
    for rating in ratings.annotate(survivor=F("conversation__survivor_id")):
        yield (
            rating.survivor or rating.conversation_id,
            Measured(Kind.RATING, rating.given_at, rating.department_id, rating.score),
        )


def _span(since: datetime, until: datetime | None) -> int | None:
    return None if until is None else seconds(since, until)


def _numbered(row: Conversation, measured: list[Measured], calendars: dict[str, Calendar]) -> Iterator[Sample]:
    counts: dict[str, int] = defaultdict(int)
    for one in measured:
        yield Sample(
            conversation_id=row.pk,
            kind=str(one.kind),
            number=counts[one.kind],
            tag=str(one.tag),
            at=one.at,
            value=one.value,
            working=_working(one, calendars),
            department_id=one.department,
            channel_id=row.channel_id,
            closed_in=row.department_id if row.is_closed else None,
        )
        counts[one.kind] += 1


def _working(one: Measured, calendars: dict[str, Calendar]) -> int | None:
    """Of the time it took, what lay within working hours; a resolution stands where it ended."""
    calendar = next((calendars[name] for name in CLOCKED.get(one.kind, ()) if name in calendars), None)
    if calendar is None or one.value is None:
        return None
    length = timedelta(seconds=one.value)
    since = one.at - length if one.kind == Kind.RESOLVED else one.at
    return round(working_time(calendar, since, since + length).total_seconds())
