"""Assumptions: set for a month and those after it; what is over keeps what held in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from reports.actions.assume import assume
from reports.models import Assumption
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = "2026-11-19T12:00:00Z"


def facts(**changed: Any) -> dict[str, Any]:
    """From November on: half of them would have called, for 20 euros."""
    return {
        "month": date(2026, 11, 7),
        "call_share": Decimal("0.5"),
        "call_cost": Decimal(20),
        "currency": "EUR",
        "tough_hours": 2,
        "sales": None,
    } | changed


def test_before_anybody_sets_any_the_usual_ones_hold(cast: Cast) -> None:
    usual = Assumption.objects.at(date(2026, 11, 19))
    assert (usual.call_share, usual.call_cost, usual.currency) == (Decimal("0.30"), Decimal("35.00"), "USD")


@time_machine.travel(NOW, tick=False)
def test_it_holds_from_the_first_of_the_month_on(cast: Cast) -> None:
    made = assume(by=cast.ada, **facts())
    assert made.month == date(2026, 11, 1)
    assert Assumption.objects.at(date(2026, 11, 1)) == made
    assert Assumption.objects.at(date(2027, 5, 31)) == made
    assert Assumption.objects.at(date(2026, 10, 31)).call_cost == Decimal("35.00")
    assert Event.objects.filter(verb="assumption.set", data={"month": "2026-11-01"}).count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_month_that_is_over_is_not_rewritten(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="over"):
        assume(by=cast.ada, **facts(month=date(2026, 10, 31)))
    assert not Assumption.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_every_version_stays_and_the_last_of_a_month_holds(cast: Cast) -> None:
    assume(by=cast.ada, **facts())
    assume(by=cast.ada, **facts(call_cost=Decimal(25)))
    assert Assumption.objects.count() == 2
    assert Assumption.objects.at(date(2026, 11, 30)).call_cost == Decimal(25)


@pytest.mark.parametrize("wrong", [{"call_share": Decimal("1.1")}, {"call_cost": Decimal(-1)}, {"tough_hours": 0}])
@time_machine.travel(NOW, tick=False)
def test_what_makes_no_sense_is_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        assume(by=cast.ada, **facts(**wrong))


def test_only_administrators_set_them(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        assume(by=cast.ana, **facts(month=date(2030, 1, 1)))
