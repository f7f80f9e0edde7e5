"""Every number of the catalogue against a walk through rows and journal, for readers of all sorts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Department, Member, Role
from inbox.models import Contact, Conversation
from inbox.policies import Step
from reports.actions.assume import assume
from reports.actions.rebuild import differences
from reports.metrics.catalogue import METRICS
from reports.scope import Period, Scope, scope_for
from routing.actions.keep import keep
from routing.actions.sla_policy import create
from tests.cast import Cast, member
from tests.inbox.drafts import policy
from tests.reports import test_brute
from tests.reports.adding_up import check_departments, check_lists
from tests.reports.fuller import REFUND, Fuller
from tests.reports.histories import worker
from tests.reports.measured import analyse, measure_all
from tests.reports.told import SEEN, TOLD_OF, Told, tell
from tests.reports.walks_outcome import asking, audience, outcome, under_posts
from tests.reports.walks_service import NOW, hands, hold, lying, promises, review, voice

pytestmark = pytest.mark.django_db
WALKS = (asking, audience, outcome, under_posts, lying, hands, promises, hold, review, voice)


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.long)])
def test_every_number_is_what_a_walk_finds_for_every_reader(cast: Cast, count: int) -> None:
    departments = [cast.service, cast.marketing, cast.hr]
    by = worker(departments)
    prepared(cast)
    writers = [member(f"Writer{number} W", {cast.service: Role.AGENT}) for number in range(6)]
    author = member("Alma Author", dict.fromkeys(departments, Role.AGENT))
    histories = [Fuller(number, cast, by, writers, author) for number in range(count)]
    for one in histories:
        one.play(30)
    people()
    dice = random.Random(count)
    with time_machine.travel(NOW, tick=False):
        keep(set(Conversation.objects.values_list("pk", flat=True)))
        measure_all()
        analyse()
        whole = tell([one.channel.pk for one in histories], {True: cast.marketing.pk, False: cast.hr.pk})
        SEEN.clear()
        TOLD_OF.clear()
        readers = [by, cast.ada, cast.hal, cast.ben, cast.mia, cast.nora]
        for turn in range(30):
            scope = compare(whole, dice, readers[turn % len(readers)], departments)
            if turn % (len(readers) - 1) == 0:
                check_departments(scope)
                check_lists(scope)
        assert METRICS.keys() == SEEN == TOLD_OF
        assert differences() == 0


def prepared(cast: Cast) -> None:
    """Sales, and the cost of a call and its currency, are others from April on; replies are owed in time."""
    for at, share, cost, currency, sales in (
        ("2026-02-10", "0.3", 35, "USD", cast.marketing),
        ("2026-04-02", "0.5", 20, "EUR", cast.hr),
    ):
        with time_machine.travel(f"{at}T12:00:00Z", tick=False):
            facts: dict[str, Any] = {"currency": currency, "tough_hours": 4, "sales": sales}
            month = date.fromisoformat(at)
            assume(month=month, call_share=Decimal(share), call_cost=Decimal(cost), by=cast.ada, **facts)
    with time_machine.travel("2026-02-10T12:00:00Z", tick=False):
        owed = [cast.service.pk, cast.marketing.pk]
        create(name="Soon", targets={"first": 60, "next": 240}, departments=owed, by=cast.ada)
        policy(cast, "Money back", Step(cast.marketing.pk, "agent"), Step(cast.hr.pk, "lead"), words=REFUND)


def people() -> None:
    """Two accounts are one person's, and another one's owner works here: known only afterwards."""
    contacts = {one.handles.get().external_id: one for one in Contact.objects.filter(handles__isnull=False)}
    Contact.objects.filter(pk=contacts["did:7"].pk).update(survivor=contacts["did:6"])
    Contact.objects.filter(pk=contacts["did:8"].pk).update(relationship="employee")


def compare(whole: Told, dice: random.Random, reader: Member, departments: list[Department]) -> Scope:
    """All numbers of some days in some zone and of some departments, as far as this reader may know."""
    first = date(2026, 2, 27) + timedelta(days=dice.randrange(40))
    period = Period(first, first + timedelta(days=dice.randrange(50)), dice.choice(test_brute.ZONES))
    chosen = dice.sample([one.pk for one in departments], dice.randrange(1, 4))
    scope = scope_for(reader, period, departments=chosen)
    mine, known = whole.read_by(reader, departments)
    assert scope.departments == known & set(chosen)
    zone = ZoneInfo(period.zone)
    for walk in WALKS:
        walk(mine, scope, known & set(chosen), lambda at: period.first <= at.astimezone(zone).date() <= period.last)
    test_brute.compare(mine.counted(), scope, f"{reader}")
    return scope
