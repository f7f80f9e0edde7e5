"""What the joint page shows, read with few queries: the page of both heads, and of anybody who may read it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Value, When

from reports.histogram import bin_of
from reports.metrics.asking import Pair, pairs, silo_of, solved_together
from reports.metrics.number import ENOUGH, Number, share
from reports.models import Kind, Tag
from reports.percentiles import MOST_EXACT, Percentiles, by_department, histogram, percentiles
from reports.scope import Period, Scope
from reports.series import counts, counts_by_tag, weeks_to
from reports.sound import NEGATIVE, UNKNOWN
from reports.sums import sums
from reports.totals import Total

MINUTES = (5, 10, 15, 20, 25, 30, 45, 60, 120)
"""Ends of the steps in which first answers are shown."""
WEEKS = 13
NOTHING = Percentiles((None, None))
READ = (Kind.CONVERSATION, Kind.FIRST, Kind.FULL, Kind.PROMISE, Kind.RESOLVED, Kind.REOPENED, Kind.TONE)


@dataclass(frozen=True, slots=True)
class Line:
    """One department, or all together; shares are made of these counts."""

    department: int | None
    conversations: int
    answered: int
    settled: int
    waiting: int
    kept: int
    promised: int
    first_response: Number
    heard: int = 0
    """Messages whose tone could be read, and those of them that sound negative."""
    negative: int = 0

    @property
    def needed(self) -> int:
        """How many asked for an answer."""
        return self.answered + self.settled + self.waiting

    @property
    def is_told(self) -> bool:
        """Whether anything at all was counted for it."""
        return any((self.conversations, self.needed, self.promised, self.heard, self.first_response.samples))


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days: how many conversations began in them, and which part of what was said sounds negative."""

    first: date
    conversations: int
    negative: Number


@dataclass(frozen=True, slots=True)
class Joint:
    """Headline numbers by key for the period and the one before; `steps` are first answers by MINUTES,
    then the longer ones, then none yet.
    """

    now: dict[str, Number]
    before: dict[str, Number]
    lines: list[Line]
    together: Line
    steps: list[int]
    steps_are_exact: bool
    weeks: list[Week]
    pairs: list[Pair]


def joint(scope: Scope, before: Period | None = None) -> Joint:
    """Everything on the page; compared with as many days before, where nothing else is chosen."""
    earlier = scope.during(before or scope.period.previous)
    found, asked = _totals(scope), pairs(scope)
    now = _headlines(scope, found, asked)
    medians = by_department(scope, Kind.FIRST, (Tag.ANSWERED,), (0.5, 0.9), known=_answered(found))
    lines = [_line(found, place, _number(medians.get(place, NOTHING))) for place in sorted(scope.departments)]
    lines = [line for line in lines if line.is_told]
    steps, is_exact = _steps(scope, found)
    return Joint(
        now=now,
        before=_headlines(earlier, _totals(earlier), pairs(earlier)),
        lines=lines,
        together=_line(found, None, now["first_response"]),
        steps=steps,
        steps_are_exact=is_exact,
        weeks=_weeks(scope),
        pairs=asked,
    )


type Totals = dict[tuple[str, str, int], Total]


def _totals(scope: Scope) -> Totals:
    return dict(sums(scope, READ, "kind", "tag", "department_id"))


def _of(found: Totals, kind: str, tag: str | None = None, department: int | None = None) -> Total:
    matching = (
        total
        for (its_kind, its_tag, its_department), total in found.items()
        if its_kind == kind and tag in (None, its_tag) and department in (None, its_department)
    )
    return sum(matching, Total())


def _headlines(scope: Scope, found: Totals, asked: list[Pair]) -> dict[str, Number]:
    kept, needed = _of(found, Kind.PROMISE), _of(found, Kind.FULL)
    conversations = _of(found, Kind.CONVERSATION).count
    return {
        "conversations": Number(conversations, conversations),
        "first_response": _number(percentiles(scope, Kind.FIRST, (Tag.ANSWERED,), (0.5, 0.9), known=_answered(found))),
        "coverage": share(_of(found, Kind.FULL, Tag.ANSWERED).count, needed.count),
        "promises_kept": share(kept.total, kept.known),
        "solved_together": solved_together(scope),
        "reopened": share(_of(found, Kind.REOPENED).count, _of(found, Kind.RESOLVED).count),
        "negative": share(_of(found, Kind.TONE, NEGATIVE).count, _heard(found)),
        "silo_index": silo_of(asked),
    }


def _heard(found: Totals, department: int | None = None) -> int:
    return _of(found, Kind.TONE, None, department).count - _of(found, Kind.TONE, UNKNOWN, department).count


def _number(clock: Percentiles) -> Number:
    if clock.samples < ENOUGH:
        return Number(None, clock.samples)
    return Number(clock.values[0], clock.samples, clock.is_exact, clock.values[1])


def _answered(found: Totals) -> int:
    return _of(found, Kind.FIRST, Tag.ANSWERED).count


def _line(found: Totals, place: int | None, first_response: Number) -> Line:
    """Of one department; of all together where none is named."""
    promised = _of(found, Kind.PROMISE, None, place)
    return Line(
        department=place,
        conversations=_of(found, Kind.CONVERSATION, None, place).count,
        answered=_of(found, Kind.FULL, Tag.ANSWERED, place).count,
        settled=_of(found, Kind.FULL, Tag.SETTLED, place).count,
        waiting=_of(found, Kind.FULL, Tag.WAITING, place).count,
        kept=promised.total,
        promised=promised.known,
        first_response=first_response,
        heard=_heard(found, place),
        negative=_of(found, Kind.TONE, NEGATIVE, place).count,
    )


def _steps(scope: Scope, found: Totals) -> tuple[list[int], bool]:
    none = _of(found, Kind.FIRST, Tag.WAITING).count + _of(found, Kind.FIRST, Tag.SETTLED).count
    if _answered(found) > MOST_EXACT and not scope.labels:
        heights = histogram(scope, Kind.FIRST, (Tag.ANSWERED,))
        near: dict[int, int] = defaultdict(int)
        for number, height in heights.items():
            step = next((n for n, end in enumerate(MINUTES) if number <= bin_of(end * 60)), len(MINUTES))
            near[step] += height
        return [*(near[n] for n in range(len(MINUTES) + 1)), none], False
    steps = Case(
        *(When(value__lte=end * 60, then=Value(n)) for n, end in enumerate(MINUTES)),
        default=Value(len(MINUTES)),
        output_field=IntegerField(),
    )
    rows = scope.samples(Kind.FIRST, Tag.ANSWERED).annotate(step=steps).values("step").annotate(count=Count("pk"))
    counted = {row["step"]: row["count"] for row in rows}
    return [*(counted.get(n, 0) for n in range(len(MINUTES) + 1)), none], True


def _weeks(scope: Scope) -> list[Week]:
    """Thirteen weeks up to the end of the period."""
    weeks = weeks_to(scope.period.last, scope.period.zone, WEEKS)
    tones = counts_by_tag(scope, Kind.TONE, weeks)
    heard = [sum(counted[n] for tag, counted in tones.items() if tag != UNKNOWN) for n in range(WEEKS)]
    negative = tones.get(NEGATIVE, [0] * WEEKS)
    return [
        Week(week.first, count, share(negative[n], heard[n]))
        for n, (week, count) in enumerate(zip(weeks, counts(scope, Kind.CONVERSATION, weeks), strict=True))
    ]
