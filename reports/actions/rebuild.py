"""Everything measured and summed up anew, and the proof that this changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date

from django.db import transaction
from django.db.models.functions import TruncDate

from inbox.models import Conversation
from reports.actions.measure import mark, measure
from reports.actions.sum_up import next_month, sum_up, sum_up_month
from reports.models import DirtyDay, Figure, Kind, Rating, Sample
from reports.models.sample import facts
from reports.reading import samples_of

BATCH = 500

type Progress = Callable[[int], object]
type Cell = tuple[object, ...]


def rebuild(progress: Progress = lambda _count: None) -> int:
    """Measure every conversation anew and sum up every day; returns how many samples changed. May be ended and
    run again any time."""
    changed = 0
    for ids in _batches():
        changed += measure(ids)
        progress(len(ids))
    _forget_what_is_gone()
    days = {*_days(), *Figure.objects.order_by().values_list("day", flat=True).distinct()}
    with transaction.atomic():
        mark(days)
    while sum_up() is not None:
        pass
    return changed


def differences(progress: Progress = lambda _count: None) -> int:
    """How many samples and figures are not what rows and journal give; changes nothing.

    Run while nothing happens: what happens meanwhile may count as different.
    """
    found = 0
    for ids in _batches():
        stand = {facts(row) for row in Sample.objects.filter(conversation_id__in=ids)}
        found += len(stand ^ {facts(row) for row in samples_of(ids)})
        progress(len(ids))
    found += Sample.objects.exclude(conversation_id__in=Conversation.objects.order_by().values("pk")).count()
    found += abs(Rating.objects.count() - Sample.objects.filter(kind=Kind.RATING).count())
    return found + _figures_that_differ()


def _figures_that_differ() -> int:
    """Sum each month up anew in a transaction that is taken back, and compare."""
    found = 0
    months = {day.replace(day=1) for day in [*_days(), *Figure.objects.order_by().values_list("day", flat=True)]}
    for first in sorted(months):
        end = next_month(first)
        dirty = set(DirtyDay.objects.filter(day__gte=first, day__lt=end).values_list("day", flat=True))
        days = {day for day in _days() if first <= day < end} | set(
            Figure.objects.filter(day__gte=first, day__lt=end).order_by().values_list("day", flat=True)
        )
        with transaction.atomic():
            before = _cells(first)
            sum_up_month(first, sorted(days - dirty))
            after = _cells(first)
            transaction.set_rollback(True)
        found += len({cell for cell in before ^ after if not (dirty and cell[0] == "month")})
    return found


def _cells(first: date) -> set[Cell]:
    names = [field.attname for field in Figure._meta.fields if field.attname != "id"]
    rows = Figure.objects.filter(day__gte=first, day__lt=next_month(first)).order_by().values_list(*names)
    return {tuple(tuple(value) if isinstance(value, list) else value for value in row) for row in rows}


def _batches() -> Iterator[list[int]]:
    last = 0
    while ids := list(Conversation.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


def _forget_what_is_gone() -> None:
    rows = Conversation.objects.order_by().values("pk")
    gone = Sample.objects.exclude(conversation_id__in=rows).order_by().values_list("conversation_id", flat=True)
    measure(set(gone.distinct()))


def _days() -> list[date]:
    rows = Sample.objects.annotate(utc_day=TruncDate("at", tzinfo=UTC)).order_by()
    return list(rows.values_list("utc_day", flat=True).distinct())
