"""Objectives: set by leads, for a day to come; where they begin is counted for each reader anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.receive import receive
from reports.actions.objective import change, drop, restore, set_objective
from reports.models import Objective
from reports.objectives import aim
from tests.cast import Cast, channel, item
from tests.reports.measured import measure_all

pytestmark = pytest.mark.django_db


def soon(days: int = 60) -> date:
    """A day to come."""
    return timezone.localdate() + timedelta(days=days)


def made(cast: Cast) -> Objective:
    """Ana's: nine in ten answered, in two months."""
    return set_objective(cast.service, metric="coverage", target=0.9, due_on=soon(), by=cast.ana, note=" Why not ")


def test_it_begins_today(cast: Cast) -> None:
    row = made(cast)
    assert (row.begun_on, row.note) == (timezone.localdate(), "Why not")
    assert Event.objects.filter(verb="objective.set", department_id=cast.service.pk).count() == 1


def test_only_leads_of_that_department_set_one(cast: Cast) -> None:
    for outsider in (cast.ben, cast.mia, cast.hal):
        with pytest.raises(NotAllowed):
            set_objective(cast.service, metric="coverage", target=0.9, due_on=soon(), by=outsider)


@pytest.mark.parametrize(
    ("metric", "target", "days"),
    [("silo_index", 0.1, 9), ("coverage", 1.5, 9), ("coverage", -1, 9), ("coverage", 0.9, 0)],
)
def test_what_makes_no_sense_is_refused(cast: Cast, metric: str, target: float, days: int) -> None:
    with pytest.raises(NotPossible):
        set_objective(cast.service, metric=metric, target=target, due_on=soon(days), by=cast.ana)


def test_changed_it_keeps_where_it_began(cast: Cast) -> None:
    row = change(made(cast), target=0.95, due_on=soon(90), by=cast.ana)
    assert (row.target, row.due_on, row.begun_on) == (0.95, soon(90), timezone.localdate())


def test_dropped_it_can_be_restored_and_not_changed(cast: Cast) -> None:
    row = drop(made(cast), by=cast.ana)
    assert not Objective.objects.standing().exists()
    with pytest.raises(NotPossible, match="dropped"):
        change(row, target=0.5, due_on=soon(), by=cast.ana)
    restore(row, by=cast.ana)
    assert Objective.objects.standing().get() == row


def test_those_of_a_closed_department_do_not_exist_for_others(cast: Cast) -> None:
    set_objective(cast.hr, metric="coverage", target=0.9, due_on=soon(), by=cast.hal)
    assert not Objective.objects.visible_to(cast.ana).exists()
    assert Objective.objects.visible_to(cast.hal).exists()


def busy(cast: Cast, days_ago: int, count: int, **fields: Any) -> None:
    """So many conversations of Service on a channel of its own."""
    place = channel(cast.service, **fields)
    at = timezone.now() - timedelta(days=days_ago)
    receive(place, [item(sent_at=at + timedelta(minutes=n)) for n in range(count)], by=INTAKE)


def test_each_reader_sees_the_way_of_what_they_may_count(cast: Cast) -> None:
    busy(cast, 10, 6)
    busy(cast, 10, 3, is_closed=True)
    measure_all()
    row = set_objective(cast.service, metric="conversations", target=20, due_on=soon(), by=cast.ana)
    seen = {reader.name: aim(row, reader) for reader in (cast.ana, cast.ada, cast.mia)}
    assert {name: (one.begun, one.now) for name, one in seen.items()} == {
        "Ana Petrović": ("9", "9"),
        "Ada Min": ("9", "9"),
        "Mia Torres": ("6", "6"),
    }
    assert {one.percent for one in seen.values()} == {0}


def test_it_begins_with_the_four_weeks_before_it_was_set(cast: Cast) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=20), tick=False):
        row = set_objective(cast.service, metric="conversations", target=12, due_on=soon(), by=cast.ana)
    busy(cast, 60, 5)
    busy(cast, 30, 4)
    busy(cast, 3, 6)
    measure_all()
    found = aim(row, cast.mia)
    assert (found.begun, found.now, found.percent) == ("4", "6", 25)
