"""Objectives read together: the same numbers as each on its own, and no more queries for many than for few."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Department
from inbox.actions.resolve import resolve
from inbox.models import Conversation
from inbox.staffing import monday_of
from reports.metrics.at_once import numbers
from reports.metrics.catalogue import METRICS, OBJECTIVES
from reports.models import DirtyDay, Objective
from reports.objectives import aims, weekly
from reports.scope import Period, Scope
from tests.cast import Cast, channel, conversation
from tests.inbox.requests import asked
from tests.reports.measured import measure_all, scope
from tests.reports.metrics.test_posts import ANGRY, below, published
from tests.reports.views.test_joint import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Answers, resolutions, a complaint, a request, and something of a closed department."""
    answered(cast.channel, 8)
    for row in Conversation.objects.order_by("pk")[:6]:
        resolve(row, outcome="answered", by=cast.ana)
    below(published(cast.channel, ago=3), ANGRY)
    answered(channel(cast.hr, name="@jobs", is_closed=True), 6)
    asked(conversation(cast.channel), cast.marketing, cast.ana)
    measure_all()
    return cast


def spells(cast: Cast) -> list[Scope]:
    """Several times of several departments, some of them in each other."""
    today = timezone.localdate()
    periods = [
        Period(today - timedelta(days=days + back), today - timedelta(days=back), zone)
        for days, back, zone in ((0, 0, "UTC"), (27, 0, "Asia/Tokyo"), (27, 3, "UTC"), (80, 1, "America/New_York"))
    ]
    places: list[list[Department]] = [[], [cast.service], [cast.hr]]
    return [
        scope(reader, period, departments=[one.pk for one in chosen])
        for reader in (cast.ana, cast.hal)
        for period in periods
        for chosen in places
    ]


@pytest.mark.parametrize("is_dirty", [False, True])
def test_each_number_read_with_others_is_what_it_is_on_its_own(busy: Cast, is_dirty: bool) -> None:
    if is_dirty:
        for back in (1, 2):
            DirtyDay.objects.get_or_create(day=timezone.now().date() - timedelta(days=back))
    wanted = [(METRICS[key], one) for one in spells(busy) for key in OBJECTIVES]
    found = numbers(wanted)
    assert found == [metric.compute(one) for metric, one in wanted]
    assert {metric.key for (metric, _one), number in zip(wanted, found, strict=True) if number.value} >= {
        *("coverage", "first_response", "full_response", "resolution", "conversations"),
    }


def set_for(places: list[Department], count: int) -> None:
    """So many objectives of every sort, set on different days."""
    for number in range(count):
        Objective.objects.create(
            department=places[number % len(places)],
            metric=OBJECTIVES[number % len(OBJECTIVES)],
            target=0.9,
            begun_on=date(2026, 9, 1) + timedelta(days=number),
            due_on=timezone.localdate() + timedelta(days=3),
        )


def cost(client: Client, address: str) -> int:
    """How many queries a page costs once it was seen."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_twenty_objectives_cost_as_many_queries_as_three(busy: Cast, client: Client) -> None:
    client.force_login(busy.hal)
    pages = ("/reports/objectives/", f"/reports/brief/{monday_of(timezone.localdate())}/")
    places = [busy.service, busy.marketing, busy.hr]
    set_for(places, len(OBJECTIVES))
    few = [cost(client, address) for address in pages]
    set_for(places, 20)
    many = [cost(client, address) for address in pages]
    assert Objective.objects.count() == 36
    assert all(more <= less + 6 for less, more in zip(few, many, strict=True)), (few, many)
    Objective.objects.filter(pk__gt=Objective.objects.order_by("pk")[2].pk).delete()
    least = [cost(client, address) for address in pages]
    Objective.objects.all().update(metric="first_response")
    set_for(places, 17)
    Objective.objects.all().update(metric="first_response")
    assert [cost(client, address) for address in pages] == pytest.approx(least, abs=4)


def test_an_objective_shows_its_weeks_at_the_cost_of_one(busy: Cast) -> None:
    set_for([busy.service], 2)
    row = Objective.objects.get(metric="first_response")
    with CaptureQueriesContext(connection) as seen:
        weeks = weekly(row, busy.ana)
    assert len(seen) <= 9
    assert len(weeks) == 13
    assert weeks[-1][1] is not None
    for period, value in weeks:
        assert METRICS[row.metric].compute(scope(busy.ana, period, departments=[busy.service.pk])).value == value


def test_of_no_objectives_nothing_is_read(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert aims([], cast.ana) == []
    assert len(seen) == 0
