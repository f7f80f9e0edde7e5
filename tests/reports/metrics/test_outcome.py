"""What came of it: recovery, leads, and calls that nobody had to make."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.accept import accept
from inbox.actions.decline import decline
from inbox.actions.prioritise import prioritise
from inbox.actions.receive import receive
from inbox.actions.resolve import reopen, resolve
from inbox.models import Conversation, Message
from inbox.models.conversation import Priority
from reports.actions.assume import assume
from reports.actions.objective import set_objective
from reports.metrics import outcome
from reports.metrics.catalogue import METRICS
from reports.models import Assumption
from reports.objectives import aim
from reports.presenters.words import change, in_words
from reports.scope import Period
from tests.cast import Cast, conversation, item
from tests.inbox.requests import let_time_pass, offered
from tests.reports.histories import worker
from tests.reports.measured import measure_all, number, scope

pytestmark = pytest.mark.django_db


def answered(cast: Cast, **fields: Any) -> Conversation:
    """Asked, answered where everybody reads it, and resolved with that."""
    row = conversation(cast.channel, **fields)
    first = Message.objects.get(conversation=row)
    reply = item(parent_external_id=first.external_id, thread_key=row.thread_key, ours=True, sent_at=first.sent_at)
    receive(cast.channel, [reply], by=INTAKE)
    return resolve(row, outcome="answered", by=cast.ana)


def in_month(cast: Cast, month: str, count: int) -> list[Conversation]:
    """So many in the middle of a month."""
    with time_machine.travel(f"{month}-15T12:00:00Z", tick=False):
        return [answered(cast) for _one in range(count)]


def assumed(cast: Cast, month: str, share: str, cost: int, **more: Any) -> None:
    """Set in that month, for it and those after it."""
    with time_machine.travel(f"{month}-10T12:00:00Z", tick=False):
        assume(
            **{"currency": "USD", "tough_hours": 4, "sales": cast.marketing, **more},
            month=date.fromisoformat(f"{month}-01"),
            call_share=Decimal(share),
            call_cost=Decimal(cost),
            by=cast.ada,
        )


AUTUMN = Period(date(2026, 9, 1), date(2026, 11, 30))


def test_each_month_is_worth_what_was_assumed_in_it(cast: Cast) -> None:
    assumed(cast, "2026-10", "0.5", 20)
    for month, count in (("2026-09", 2), ("2026-10", 3), ("2026-11", 1)):
        in_month(cast, month, count)
    measure_all()
    months = outcome.deflection(scope(cast.ana, AUTUMN))
    assert [(one.count, one.value) for one in months] == [(2, Decimal("21")), (3, Decimal(30)), (1, Decimal(10))]
    assert outcome.worth(months) == {"USD": Decimal(61)}
    assert number("deflection_value", cast.ana, AUTUMN).value == 61.0


def test_a_later_assumption_leaves_earlier_months_as_they_were(cast: Cast) -> None:
    in_month(cast, "2026-09", 4)
    measure_all()
    before = number("deflection_value", cast.ana, Period(date(2026, 9, 1), date(2026, 9, 30))).value
    assumed(cast, "2026-11", "1", 500)
    assert number("deflection_value", cast.ana, Period(date(2026, 9, 1), date(2026, 9, 30))).value == before == 42.0


def test_each_currency_is_shown_as_it_was_assumed_and_never_added(cast: Cast) -> None:
    assumed(cast, "2026-10", "0.5", 20, currency="EUR")
    assumed(cast, "2026-11", "0.5", 30)
    in_month(cast, "2026-10", 3)
    in_month(cast, "2026-11", 2)
    measure_all()
    october = number("deflection_value", cast.ana, Period(date(2026, 10, 1), date(2026, 10, 31)))
    november = number("deflection_value", cast.ana, Period(date(2026, 11, 1), date(2026, 11, 30)))
    both = number("deflection_value", cast.ana, Period(date(2026, 10, 1), date(2026, 11, 30)))
    assert [in_words(one, "money") for one in (october, november)] == [("30", "EUR"), ("30", "USD")]
    assert in_words(both, "money") == ("30 EUR + 30 USD", "")
    assert (both.value, both.samples, both.is_enough) == (None, 5, True)
    assert change(METRICS["deflection_value"], november, october) == ("", True)


def test_a_lead_goes_to_whoever_was_sales_in_its_month(cast: Cast) -> None:
    assumed(cast, "2026-10", "0.3", 35)
    assumed(cast, "2026-11", "0.3", 35, sales=cast.service)
    lead = offered(conversation(cast.channel), cast.marketing, cast.ana)
    for at, count in ((date(2026, 9, 30), 0), (date(2026, 10, 31), 1), (date(2026, 11, 1), 0)):
        let_time_pass(lead, asked_at=datetime(at.year, at.month, at.day, 12, tzinfo=UTC))
        assert number("leads", cast.ana).value == count


def test_a_question_is_tough_after_as_long_as_was_assumed_when_it_was_asked(cast: Cast) -> None:
    assumed(cast, "2026-10", "0.3", 35, tough_hours=2)
    assumed(cast, "2026-11", "0.3", 35, tough_hours=48)
    for at in (datetime(2026, 10, 31, 22, tzinfo=UTC), datetime(2026, 11, 1, 1, tzinfo=UTC)):
        with time_machine.travel(at, tick=False):
            prioritise(conversation(cast.channel, "Where is it?", sent_at=at), priority=Priority.HIGH, by=cast.ana)
    measure_all()
    for now, count in (((10, 31, 23), 0), ((11, 1, 5), 1), ((11, 4, 5), 2)):
        with time_machine.travel(datetime(2026, *now, tzinfo=UTC), tick=False):
            assert number("tough", cast.ana).value == count


def test_private_and_reopened_ones_saved_no_call(cast: Cast) -> None:
    answered(cast)
    answered(cast, private=True)
    reopen(answered(cast), by=cast.ana)
    resolve(conversation(cast.channel), outcome="answered", by=cast.ana)
    measure_all()
    assert number("deflected", cast.ana).value == 1


def test_a_click_opens_what_was_multiplied(cast: Cast) -> None:
    rows = in_month(cast, "2026-09", 3)
    in_month(cast, "2026-12", 1)
    measure_all()
    behind = METRICS["deflection_value"].conversations(scope(cast.ana, AUTUMN))
    assert set(behind) == set(rows)


def test_leads_are_what_sales_was_asked_or_given(cast: Cast) -> None:
    assumed(cast, "2026-01", "0.3", 35)
    asked = [offered(conversation(cast.channel), cast.marketing, cast.ana) for _one in range(6)]
    for request in asked[:3]:
        accept(request, by=cast.mia)
    decline(asked[3], reason="Not a lead.", by=cast.mia)
    assert Assumption.objects.at(date(2026, 2, 1)).sales == cast.marketing
    assert number("leads", cast.ana).value == 6
    assert number("leads_accepted", cast.ana).value == 0.5
    assert outcome.accepted_conversations(scope(cast.ana)).count() == 3


def test_leads_count_for_sales_and_for_whoever_hands_them(cast: Cast) -> None:
    assumed(cast, "2026-01", "0.3", 35)
    chief = worker([cast.service, cast.marketing])
    handed = [offered(conversation(cast.channel), cast.marketing, cast.ana) for _one in range(5)]
    accept(handed[0], by=cast.mia)
    due_on = timezone.localdate() + timedelta(days=30)
    for place in (cast.service, cast.marketing):
        assert number("leads", cast.ana, departments=[place.pk]).value == 5
        row = set_objective(place, metric="leads_accepted", target=0.9, due_on=due_on, by=chief)
        assert aim(row, cast.ana).now == "20 %"
    assert number("leads", cast.ada, departments=[cast.hr.pk]).value == 0


def test_without_a_department_named_as_sales_there_are_no_leads(cast: Cast) -> None:
    offered(conversation(cast.channel), cast.marketing, cast.ana)
    assert number("leads", cast.ana).value == 0


def test_months_cut_a_period_where_they_begin() -> None:
    cut = list(outcome.months_of(Period(date(2026, 1, 20), date(2026, 3, 2), "Asia/Tokyo")))
    assert [(one.first.isoformat(), one.last.isoformat()) for one in cut] == [
        ("2026-01-20", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-02"),
    ]
