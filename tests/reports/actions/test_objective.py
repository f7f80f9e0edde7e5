"""Objectives: set by leads, for a day to come, beginning with what is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from reports.actions.objective import change, drop, restore, set_objective
from reports.models import Objective
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def soon(days: int = 60) -> date:
    """A day to come."""
    return timezone.localdate() + timedelta(days=days)


def made(cast: Cast) -> Objective:
    """Ana's: nine in ten answered, in two months."""
    return set_objective(cast.service, metric="coverage", target=0.9, due_on=soon(), by=cast.ana, note=" Why not ")


def test_it_begins_today_with_what_is_known(cast: Cast) -> None:
    row = made(cast)
    assert (row.begun_on, row.begun_with, row.note) == (timezone.localdate(), None, "Why not")
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
