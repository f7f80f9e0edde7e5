"""Figures say what the samples say, whatever the period, and whichever days wait to be summed up."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reports import percentiles as percentiles_module
from reports.actions.sum_up import next_month, sum_up
from reports.metrics.number import spread
from reports.models import DirtyDay, Figure, Hours, Kind, Sample
from reports.percentiles import percentiles
from reports.scope import Period, Scope, scope_for
from reports.sums import parts_of, read_ahead, sums
from reports.totals import Total
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 30)


@pytest.fixture
def year(cast: Cast) -> Scope:
    """Two thousand samples over 95 days, summed up; the scope of Ada in Kathmandu."""
    dice = random.Random(1)
    rows = [sample(number, cast, dice) for number in range(2000)]
    Sample.objects.bulk_create(rows)
    DirtyDay.objects.bulk_create(DirtyDay(day=day) for day in {row.at.date() for row in rows})
    while sum_up() is not None:
        pass
    return scope_for(cast.ada, Period(date(2026, 1, 31), date(2026, 4, 20), "Asia/Kathmandu"))


def sample(number: int, cast: Cast, dice: random.Random) -> Sample:
    """Log-normal as real answers are; a third of them in HR, and closed."""
    value = int(dice.lognormvariate(7.3, 2)) if dice.random() < 0.9 else None
    at = datetime(2026, 1, 30, tzinfo=UTC) + timedelta(seconds=dice.randrange(95 * 86400))
    place = dice.choice([cast.service, cast.marketing, cast.hr])
    return Sample(
        conversation_id=number,
        kind=Kind.FIRST,
        number=0,
        tag="waiting" if value is None else "answered",
        at=at,
        value=value,
        working=value // 3 if value and number % 2 else None,
        department_id=place.pk,
        channel_id=cast.channel.pk,
        closed_in=place.pk if place.is_closed else None,
    )


def raw(scope: Scope) -> Total:
    """The same without any figure."""
    values = list(scope.samples(Kind.FIRST).values_list("value", flat=True))
    known = [value for value in values if value is not None]
    within = tuple(len([v for v in known if v <= limit]) for limit in (900, 3600, 14400, 86400))
    return Total(len(values), len(known), sum(known), within)


def test_sums_are_those_of_the_samples(year: Scope) -> None:
    assert sums(year, [Kind.FIRST])[()] == raw(year)


def test_days_that_wait_are_read_from_the_samples(year: Scope, cast: Cast) -> None:
    Sample.objects.create(**vars_of(cast, date(2026, 3, 3)))
    DirtyDay.objects.create(day=date(2026, 3, 3))
    assert sums(year, [Kind.FIRST])[()] == raw(year)


def vars_of(cast: Cast, day: date) -> dict[str, object]:
    """One sample more."""
    row = sample(5000, cast, random.Random(2))
    row.at = datetime.combine(day, row.at.timetz())
    return {field.attname: getattr(row, field.attname) for field in Sample._meta.fields if field.attname != "id"}


def test_one_query_reads_the_figures_and_one_the_ends(year: Scope, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        sums(year, [Kind.FIRST, Kind.NEXT], "kind", "tag", "department_id")


@pytest.mark.parametrize("by", [(), ("kind",), ("tag",), ("kind", "tag")])
def test_what_is_read_ahead_is_the_same_and_asks_nothing_more(
    year: Scope, django_assert_num_queries: Any, by: tuple[str, ...]
) -> None:
    ahead = read_ahead(year, {Kind.FIRST, Kind.NEXT})
    for hours in Hours:
        expected = sums(year, [Kind.FIRST], *by, hours=hours)
        with django_assert_num_queries(0):
            assert sums(ahead, [Kind.FIRST], *by, hours=hours) == expected


def test_what_is_read_ahead_holds_for_no_other_time_or_place(year: Scope, cast: Cast) -> None:
    ahead = read_ahead(year, {Kind.FIRST})
    january = Period(date(2026, 1, 1), date(2026, 1, 31))
    assert sums(ahead.during(january), [Kind.FIRST]) == sums(year.during(january), [Kind.FIRST])
    assert sums(ahead.of(cast.service.pk), [Kind.FIRST]) == sums(year.of(cast.service.pk), [Kind.FIRST])
    assert sums(ahead, [Kind.FIRST], "channel_id") == sums(year, [Kind.FIRST], "channel_id")


def test_percentiles_of_many_come_from_histograms_and_are_near(year: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = percentiles(year, Kind.FIRST, ("answered",), (0.1, 0.5, 0.9))
    monkeypatch.setattr(percentiles_module, "MOST_EXACT", 100)
    near = percentiles(year, Kind.FIRST, ("answered",), (0.1, 0.5, 0.9))
    assert (exact.is_exact, near.is_exact, exact.samples) == (True, False, near.samples)
    for one, other in zip(exact.values, near.values, strict=True):
        assert one == pytest.approx(other, rel=0.02)  # 1 % of the bin, and the gap between two neighbours


def test_working_hours_are_summed_up_apart(year: Scope) -> None:
    known = list(year.samples(Kind.FIRST).exclude(working=None).values_list("working", flat=True))
    assert sums(year, [Kind.FIRST], hours=Hours.WORKING)[()].total == sum(value or 0 for value in known)
    assert spread(year, Kind.FIRST, "answered").working is not None


def test_closed_departments_count_for_their_own_people_only(cast: Cast, year: Scope) -> None:
    period = year.period
    for person, places in (
        (cast.ana, {cast.service, cast.marketing}),
        (cast.hal, {cast.service, cast.marketing, cast.hr}),
    ):
        found = sums(scope_for(person, period), [Kind.FIRST], "department_id")
        assert {place for (place,), total in found.items() if total.count} == {one.pk for one in places}
    chosen = scope_for(cast.ana, period, departments=[cast.hr.pk])
    assert sums(chosen, [Kind.FIRST])[()].count == 0


def test_a_month_is_read_at_once_unless_one_of_its_days_waits() -> None:
    period = Period(date(2026, 1, 30), date(2026, 3, 31))
    assert parts_of(period, ()).months == (date(2026, 2, 1), date(2026, 3, 1))
    parts = parts_of(period, {date(2026, 2, 10)})
    assert parts.months == (date(2026, 3, 1),)
    assert len(parts.days) == 2 + 27
    assert parts.raw == ((datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 2, 11, tzinfo=UTC)),)


def test_a_day_elsewhere_lies_between_two_of_ours() -> None:
    period = Period(date(2026, 5, 5), date(2026, 5, 5), "Asia/Kathmandu")
    assert parts_of(period, ()).raw == ((period.start, period.end),)


def test_summing_up_again_changes_nothing(year: Scope) -> None:
    names = [field.attname for field in Figure._meta.fields if field.attname != "id"]
    before = list(Figure.objects.order_by(*names[:8]).values_list(*names))
    DirtyDay.objects.bulk_create(DirtyDay(day=FIRST + timedelta(days=n)) for n in range(95))
    while sum_up() is not None:
        pass
    assert list(Figure.objects.order_by(*names[:8]).values_list(*names)) == before


def test_months_follow_one_another() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
