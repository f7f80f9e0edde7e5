"""What numbers are compared with, how money is told, and how far objectives have come: as on the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.receive import receive
from reports.actions.objective import set_objective
from reports.metrics.catalogue import METRICS
from tests.cast import Cast, channel, item
from tests.programs import program_of
from tests.reports.actions.test_objective import busy as busy_days_ago
from tests.reports.measured import measure_all
from tests.reports.metrics.test_outcome import assumed, in_month

pytestmark = pytest.mark.django_db


def day(ago: int) -> date:
    """So many days ago."""
    return timezone.localdate() - timedelta(days=ago)


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Seven today; one, two and three where each way of comparing looks; four in days of one's own."""
    now = timezone.now()
    for ago, count in ((0, 7), (3, 1), (28, 2), (365, 3), (40, 4)):
        at = now - timedelta(days=ago)
        receive(cast.channel, [item(sent_at=at - timedelta(seconds=n)) for n in range(count)], by=INTAKE)
    measure_all()
    return cast


@pytest.mark.parametrize(
    ("against", "ago", "counted"),
    [("", 3, 1), ("&against=before", 3, 1), ("&against=weeks", 28, 2), ("&against=year", 365, 3)],
)
def test_it_is_compared_with_the_days_that_are_asked_for(busy: Cast, against: str, ago: int, counted: int) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        program, today = program_of(busy.ana), timezone.localdate()
        told = program.get(f"/metrics/?group=flow&days=3{against}").json()
        since, until = today - timedelta(days=ago + 2), today - timedelta(days=ago)
        assert told["against"] == {"first": since.isoformat(), "last": until.isoformat(), "zone": "UTC"}
        first = next(one for one in told["items"] if one["key"] == "conversations")
        assert (first["now"]["value"], first["before"]["value"]) == (7, counted)
        assert program.get(f"/metrics/conversations/?days=3{against}").json() == first
        joint = program.get(f"/reports/joint/?days=3{against}").json()
        assert joint["against"] == told["against"]
        (large,) = (one for one in joint["headlines"] if one["key"] == "conversations")
        assert (large["now"], large["before"]) == (first["now"], first["before"])


def test_days_of_ones_own_need_both_ends(busy: Cast) -> None:
    program = program_of(busy.ana)
    own = f"/metrics/conversations/?days=3&against=own&against_from={day(41)}"
    assert program.get(f"{own}&against_until={day(39)}").json()["before"]["value"] == 4
    refused = program.get(own)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "against")
    assert program.get(f"{own}&against_until={day(50)}").status_code == 400


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("against=nothing", "against"),
        ("against_from=2026-01-01", "against_from"),
        ("against=year&against_until=2026-01-01", "against_until"),
    ],
)
def test_comparing_that_makes_no_sense_is_refused_by_name(busy: Cast, query: str, field: str) -> None:
    for path in ("/metrics/conversations/", "/reports/joint/", "/figures/"):
        told = program_of(busy.ana).get(f"{path}?{query}")
        assert (told.status_code, told.json()["errors"][0]["field"]) == (400, field), path


def test_addresses_behind_a_number_keep_what_was_compared(busy: Cast) -> None:
    told = program_of(busy.ana).get("/metrics/conversations/?days=3&against=year").json()
    assert all("against=year" in part["page"] for part in told["behind"])


def test_what_tells_of_this_moment_is_compared_with_nothing(busy: Cast) -> None:
    items = program_of(busy.ana).get("/metrics/").json()["items"]
    without = {one["key"] for one in items if one["before"] is None}
    assert without == {key for key, one in METRICS.items() if one.is_of_now} & {one["key"] for one in items}
    assert without == {"orphans", "tough"}


def test_money_is_told_by_currency_and_never_added(cast: Cast) -> None:
    assumed(cast, "2026-10", "0.5", 20, currency="EUR")
    assumed(cast, "2026-11", "0.5", 30)
    in_month(cast, "2026-10", 3)
    in_month(cast, "2026-11", 2)
    with time_machine.travel("2026-12-15T12:00:00Z", tick=False):
        measure_all()
        program = program_of(cast.ana)

        def told(first: str, last: str) -> Any:
            return program.get(f"/metrics/deflection_value/?from={first}&until={last}").json()

        november = told("2026-11-01", "2026-11-30")
        both = told("2026-10-01", "2026-11-30")["now"]
    assert november["unit"] == "money"
    assert (november["now"]["value"], november["now"]["amounts"]) == (30.0, [{"currency": "USD", "amount": 30.0}])
    assert november["before"]["amounts"] == [{"currency": "EUR", "amount": 30.0}]
    assert (both["value"], both["samples"]) == (None, 5)
    assert both["amounts"] == [{"currency": "EUR", "amount": 30.0}, {"currency": "USD", "amount": 30.0}]


def test_numbers_that_are_no_money_have_no_amounts(busy: Cast) -> None:
    items = program_of(busy.ana).get("/metrics/").json()["items"]
    assert {one["key"] for one in items if one["now"]["amounts"]} == {"deflection_value"}


def test_both_ends_of_an_objective_are_counted_for_who_reads_it(cast: Cast) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=20), tick=False):
        row = set_objective(
            cast.service, metric="conversations", target=12, due_on=day(-60), by=cast.ana, note="Promised"
        )
    busy_days_ago(cast, 30, 4)
    busy_days_ago(cast, 3, 6)
    busy_days_ago(cast, 3, 2, is_closed=True)
    measure_all()
    seen = {
        reader.name: program_of(reader).get(f"/objectives/{row.pk}/progress/").json() for reader in (cast.mia, cast.ana)
    }
    assert {name: (one["begun"], one["value"]) for name, one in seen.items()} == {
        "Mia Torres": (4.0, 6.0),
        "Ana Petrović": (4.0, 8.0),
    }
    assert seen["Mia Torres"]["share"] == 0.25
    assert "begun_with" not in program_of(cast.ana).get(f"/objectives/{row.pk}/").json()


def test_nothing_of_a_closed_department_is_compared(busy: Cast) -> None:
    receive(
        channel(busy.hr), [item(sent_at=timezone.now() - timedelta(days=3, seconds=n)) for n in range(5)], by=INTAKE
    )
    measure_all()
    path = "/metrics/conversations/?days=3"
    assert program_of(busy.ana).get(path).json()["before"]["value"] == 1
    assert program_of(busy.hal).get(path).json()["before"]["value"] == 6
