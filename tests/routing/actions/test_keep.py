"""Clocks follow the journal, and can be built from it any time with the same result."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import INTAKE
from accounts.errors import Refused
from accounts.models import Event
from inbox.actions.assign import take
from inbox.actions.merge import merge, unmerge
from inbox.actions.move import move
from inbox.actions.prioritise import prioritise
from inbox.actions.receive import receive
from inbox.actions.resolve import reopen, resolve, snooze
from inbox.actions.undo import undo
from inbox.models import Conversation, JournalPlace
from routing.actions.calendar import change as change_calendar
from routing.actions.calendar import create as create_calendar
from routing.actions.keep import COLUMNS, keep, keep_again, keep_next
from routing.actions.route import route_messages
from routing.actions.sla_policy import archive, change, create
from routing.models import ClockRow
from routing.tasks import keep_promises
from tests.cast import Cast, conversation, item
from tests.journal import await_settled
from tests.routing.desk import EARLIER, NINE, WEEK, asked, clock, minutes, policy

pytestmark = pytest.mark.django_db


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def clocks() -> list[tuple[Any, ...]]:
    return [tuple(row) for row in ClockRow.objects.order_by("conversation", "promise", "number").values_list(*COLUMNS)]


def dues() -> list[tuple[Any, ...]]:
    rows = Conversation.objects.order_by("pk")
    return list(rows.values_list("pk", "due_at", "risk_at", "due_promise", "rest_minutes"))


def test_a_conversation_shows_when_its_nearest_promise_is_due(cast: Cast) -> None:
    policy(cast, targets={"first": 60, "resolution": 480}, warn_minutes=15)

    made = asked(cast)

    assert (made.due_at, made.risk_at, made.due_promise) == (NINE + minutes(60), NINE + minutes(45), "first")


def test_answered_it_shows_what_is_due_next(cast: Cast) -> None:
    policy(cast, targets={"first": 60, "resolution": 480})
    made = asked(cast)
    with at(NINE + minutes(20)):
        reply = item(thread_key=made.thread_key, sent_at=NINE + minutes(20), ours=True)
        receive(cast.channel, [reply], by=INTAKE)
        keep([made.pk])

    made.refresh_from_db()
    assert (clock(made).state, clock(made).used) == ("met", minutes(20))
    assert (made.due_at, made.due_promise) == (NINE + minutes(480), "resolution")


def test_while_everything_rests_it_shows_how_much_is_left(cast: Cast) -> None:
    policy(cast, pauses=["snoozed"])
    made = asked(cast)
    with at(NINE + minutes(25)):
        snooze(made, until=NINE + minutes(900), by=cast.ana)
        keep([made.pk])

    made.refresh_from_db()
    assert (made.due_at, made.rest_minutes, made.due_promise) == (None, 35, "first")
    assert (clock(made).state, clock(made).resting) == ("paused", "snoozed")


def test_moved_and_raised_it_goes_by_other_promises(cast: Cast) -> None:
    policy(cast)
    policy(cast, "Marketing", targets={"first": 240}, departments=[cast.marketing.pk])
    policy(cast, "Marketing presses", targets={"first": 30}, departments=[cast.marketing.pk], priorities=[4])
    made = asked(cast)
    with at(NINE + minutes(10)):
        move(made, to=cast.marketing, by=cast.ana)
        keep([made.pk])
        assert clock(made).due_at == NINE + minutes(240)
        prioritise(made, priority=4, by=cast.mia)
        keep([made.pk])

    assert (clock(made).due_at, clock(made).named) == (NINE + minutes(30), ["department", "priority"])


def test_a_calendar_of_its_own_is_counted(cast: Cast) -> None:
    with at(EARLIER):
        office = create_calendar(name="Office", zone="Europe/Berlin", week=WEEK, by=cast.ada)
    policy(cast, targets={"first": 240}, calendar=office)

    made = asked(cast, datetime.fromisoformat("2026-11-20T16:00:00+01:00"))

    assert clock(made).due_at == datetime.fromisoformat("2026-11-23T12:00:00+01:00")


def test_a_merged_conversation_rests_with_its_survivor(cast: Cast) -> None:
    policy(cast)
    one, other = asked(cast), asked(cast, NINE + minutes(5))
    with at(NINE + minutes(10)):
        merge(other, into=one, by=cast.ana)
        keep([one.pk, other.pk])
        assert [row.conversation_id for row in ClockRow.objects.filter(ended_at=None)] == [one.pk]
        other.refresh_from_db()
        assert other.due_at is None
        unmerge(other, by=cast.ana)
        keep([one.pk, other.pk])

    assert [clock(each).due_at for each in (one, other)] == [NINE + minutes(60), NINE + minutes(65)]


def test_what_changes_nothing_writes_nothing(cast: Cast) -> None:
    policy(cast)
    made = asked(cast)

    with at(NINE + minutes(1)):
        assert keep([made.pk]) == 0
        assert keep([]) == 0

    before = made.version
    made.refresh_from_db()
    assert made.version == before


def test_twenty_at_once_cost_as_many_queries_as_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    policy(cast)
    made = [asked(cast, NINE + minutes(number)) for number in range(20)]
    with at(NINE + minutes(30)), django_assert_max_num_queries(14):
        keep([one.pk for one in made])


def test_the_journal_alone_gives_the_same_clocks_again(cast: Cast) -> None:
    """After two hundred acts of chance, told bit by bit, everything is thrown away and built anew."""
    chance = random.Random(1825)
    with at(EARLIER):
        office = create_calendar(name="Office", zone="Europe/Berlin", week=WEEK, country="DE", by=cast.ada)
    general = policy(cast, targets={"first": 60, "next": 90, "full": 120, "resolution": 480}, pauses=["pending"])
    policy(cast, "Pressing", targets={"first": 20}, priorities=[3, 4], calendar=office, pauses=["snoozed"])
    made = [asked(cast, NINE + minutes(number)) for number in range(6)]
    moment = NINE + minutes(10)
    for number in range(200):
        moment += minutes(chance.randrange(1, 40))
        with at(moment):
            one = chance.choice(made)
            _something(chance, cast, one, moment)
            if number == 100:
                change(general, name="Everybody", targets={"first": 45, "resolution": 300}, by=cast.ada)
                change_calendar(office, name="Office", zone="Europe/Lisbon", week=WEEK, by=cast.ada)
            keep([one.pk])
    with at(moment):
        keep([one.pk for one in made])
        step_by_step, shown = clocks(), dues()
        ClockRow.objects.all().delete()
        keep([one.pk for one in made])
        assert len(step_by_step) > 40
        assert {row[COLUMNS.index("state")] for row in step_by_step} >= {"met", "breached", "stopped"}
        assert clocks() == step_by_step
        assert dues() == shown


def _something(chance: random.Random, cast: Cast, one: Conversation, moment: datetime) -> None:
    place = Conversation.objects.get(pk=one.pk)
    by = cast.ada
    acts: list[Callable[[], object]] = [
        lambda: take(place, by=by),
        lambda: move(place, to=chance.choice([cast.service, cast.marketing]), by=by),
        lambda: prioritise(place, priority=chance.choice([1, 2, 3, 4]), by=by),
        lambda: snooze(place, until=moment + minutes(5000), by=by),
        lambda: resolve(place, outcome="answered", by=by),
        lambda: reopen(place, by=by),
        lambda: undo(place, by=by),
        *(lambda: receive(cast.channel, [item(thread_key=place.thread_key, sent_at=moment)], by=INTAKE),) * 3,
        *(lambda: receive(cast.channel, [item(thread_key=place.thread_key, sent_at=moment, ours=True)], by=INTAKE),)
        * 3,
    ]
    try:
        chance.choice(acts)()
    except Refused:
        return


def test_a_message_learned_of_after_the_resolution_was_not_resolved_with_it(cast: Cast) -> None:
    policy(cast)
    made = asked(cast)
    with at(NINE + minutes(10)):
        resolve(made, outcome="no_reply_needed", by=cast.ana)
    with at(NINE + minutes(12)):
        late = item(thread_key=made.thread_key, sent_at=NINE + minutes(5))
        receive(cast.channel, [late], by=INTAKE)
        keep([made.pk])

    made.refresh_from_db()
    assert (made.status, made.due_at) == ("open", NINE + minutes(65))


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_read_on_from_where_it_was_left(cast: Cast) -> None:
    policy(cast)
    with at(NINE):
        receive(cast.channel, [item(sent_at=NINE), item(sent_at=NINE)], by=INTAKE)
        assert Conversation.objects.exclude(due_at=None).count() == 0
        await_settled()
        keep_promises()
        assert Conversation.objects.filter(due_at=NINE + minutes(60)).count() == 2
        assert keep_next() is None


@pytest.mark.django_db(transaction=True)
def test_a_change_of_policies_reaches_everything_that_is_not_resolved(cast: Cast) -> None:
    made = asked(cast)
    with at(NINE + minutes(5)):
        kept = create(name="Everybody", targets={"first": 60}, by=cast.ada)
    with at(NINE + minutes(10)):
        change(kept, name="Everybody", targets={"first": 30}, by=cast.ada)
        await_settled()
        keep_promises()
        assert clock(made).due_at == NINE + minutes(35)
        archive(kept, by=cast.ada)
        await_settled()
        keep_promises()

    made.refresh_from_db()
    assert made.due_at is None
    assert clock(made).state == "stopped"
    assert keep_again() is None
    assert JournalPlace.objects.get(reader="promises again").event_id == -1


def test_keeping_clocks_is_no_act(cast: Cast) -> None:
    policy(cast)
    before = Event.objects.count()
    made = asked(cast)
    told = set(Event.objects.order_by("pk")[before:].values_list("verb", flat=True))

    assert made.due_at is not None
    assert told == {"conversation.open", "message.receive"}


@pytest.mark.django_db(transaction=True)
def test_all_rows_of_a_turn_are_taken_at_once_and_in_order(cast: Cast) -> None:
    policy(cast)
    scored, clocked = conversation(cast.channel), conversation(cast.channel)
    await_settled()
    keep_promises()
    route_messages([scored.messages.get().pk])
    prioritise(clocked, priority=4, by=cast.ana)
    await_settled()
    with CaptureQueriesContext(connection) as asked_for:
        assert keep_next() is not None

    rows = [one["sql"] for one in asked_for if one["sql"].startswith("SELECT") and "FOR NO KEY UPDATE" in one["sql"]]
    first = next(sql for sql in rows if 'FROM "inbox_conversation"' in sql)
    assert str(scored.pk) in first
    assert str(clocked.pk) in first
    assert first.index("ORDER BY") < first.index("FOR NO KEY UPDATE")


@pytest.mark.django_db(transaction=True)
def test_what_a_change_of_policies_begins_anew_is_marked_before_rows_are_taken(cast: Cast) -> None:
    conversation(cast.channel)
    policy(cast)
    await_settled()
    with CaptureQueriesContext(connection) as asked_for:
        keep_next()

    told = [one["sql"] for one in asked_for]
    marked = next(at for at, sql in enumerate(told) if "promises again" in sql)
    held = next(at for at, sql in enumerate(told) if 'FROM "inbox_conversation"' in sql and "UPDATE" in sql)
    assert marked < held
