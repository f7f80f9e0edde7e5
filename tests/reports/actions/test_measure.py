"""Samples follow the journal, and are right after whatever happened late or otherwise than thought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.actions.departments import close
from accounts.actors import INTAKE, SCHEDULE, rule_actor
from inbox.actions.merge import merge, unmerge
from inbox.actions.move import move
from inbox.actions.receive import receive
from inbox.actions.resolve import resolve
from inbox.actions.undo import undo
from inbox.channels.base import Removed
from inbox.models import Conversation, JournalPlace
from reports.actions.measure import AGAIN, PROMISES, PROMISES_AGAIN, measure, measure_again, measure_next
from reports.actions.rebuild import differences
from reports.models import DirtyDay, Kind, Sample
from reports.models.sample import facts
from routing.actions.correct import correct_reading
from routing.actions.keep import keep
from tests.cast import NOON, Cast, conversation, item
from tests.routing.desk import NINE, asked, minutes, policy

pytestmark = pytest.mark.django_db

FAR = 2**62


@pytest.fixture(autouse=True)
def _clocks_are_ahead(db: None) -> None:
    """Whoever keeps the clocks has read everything."""
    JournalPlace.objects.update_or_create(reader=PROMISES, defaults={"xid": FAR})


def follow() -> None:
    """Read the journal to its end."""
    while measure_next() is not None:
        pass


def told(kind: str, row: Conversation) -> list[tuple[Any, ...]]:
    """Samples of a kind: how, when, how long."""
    found = Sample.objects.filter(kind=kind, conversation_id=row.pk).order_by("number")
    return list(found.values_list("tag", "at", "value"))


def test_what_arrives_is_measured_and_its_day_is_marked(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    follow()
    assert told(Kind.FIRST, row) == [("waiting", NOON, None)]
    assert list(DirtyDay.objects.values_list("day", flat=True)) == [NOON.date()]


def test_an_answer_ends_the_wait(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    follow()
    receive(cast.channel, [item(thread_key=row.thread_key, ours=True, sent_at=NOON + timedelta(minutes=3))], by=INTAKE)
    follow()
    assert told(Kind.FIRST, row) == [("answered", NOON, 180)]


def test_what_arrives_late_counts_from_when_it_was_written(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    follow()
    receive(cast.channel, [item(thread_key=row.thread_key, sent_at=NOON - timedelta(days=3))], by=INTAKE)
    follow()
    assert told(Kind.FIRST, row) == [("waiting", NOON - timedelta(days=3), None)]
    assert (NOON - timedelta(days=3)).date() in DirtyDay.objects.values_list("day", flat=True)


def test_what_they_take_away_asks_for_nothing(cast: Cast) -> None:
    first = item(sent_at=NOON)
    receive(cast.channel, [first], by=INTAKE)
    receive(cast.channel, [Removed(first.external_id, NOON + timedelta(minutes=2))], by=INTAKE)
    follow()
    row = Conversation.objects.get()
    assert told(Kind.FIRST, row) == [("unneeded", NOON, 120)]
    assert told(Kind.FULL, row) == []
    assert len(told(Kind.INBOUND, row)) == 1


def test_an_answer_that_is_taken_down_was_none(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    reply = item(thread_key=row.thread_key, ours=True, sent_at=NOON + timedelta(minutes=3))
    receive(cast.channel, [reply], by=INTAKE)
    receive(cast.channel, [Removed(reply.external_id)], by=INTAKE)
    follow()
    assert told(Kind.FIRST, row) == [("waiting", NOON, None)]


def test_a_reply_that_leaves_after_its_author_resolved_is_an_answer(cast: Cast) -> None:
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        row = conversation(cast.channel, sent_at=NOON)
        resolve(row, outcome="answered", by=cast.ana)
    receive(cast.channel, [item(thread_key=row.thread_key, ours=True, sent_at=NOON + timedelta(minutes=2))], by=INTAKE)
    follow()
    assert told(Kind.FIRST, row) == [("answered", NOON, 120)]


@pytest.mark.parametrize(
    ("outcome", "tag"),
    [("answered", "settled"), ("handed_over", "settled"), ("no_reply_needed", "unneeded"), ("spam", "unneeded")],
)
def test_resolved_without_a_reply(cast: Cast, outcome: str, tag: str) -> None:
    with time_machine.travel(NOON + timedelta(minutes=9), tick=False):
        row = conversation(cast.channel, sent_at=NOON)
        resolve(row, outcome=outcome, by=cast.ana)
    follow()
    assert told(Kind.FIRST, row) == [(tag, NOON, 540)]
    assert told(Kind.RESOLVED, row) == [(outcome, NOON + timedelta(minutes=9), 540)]


def test_a_resolution_that_was_taken_back_never_was(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    resolve(row, outcome="spam", by=cast.ana)
    follow()
    undo(row, by=cast.ana)
    follow()
    assert told(Kind.RESOLVED, row) == []
    assert told(Kind.FIRST, row) == [("waiting", NOON, None)]


def test_each_department_has_its_time(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        move(row, to=cast.marketing, by=cast.ana)
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        resolve(Conversation.objects.get(), outcome="answered", by=cast.mia)
    follow()
    held = Sample.objects.filter(kind=Kind.HELD).order_by("number").values_list("department_id", "value")
    assert list(held) == [(cast.service.pk, 3600), (cast.marketing.pk, 7200)]


def test_merged_they_are_one_and_taken_apart_they_are_two(cast: Cast) -> None:
    part, whole = conversation(cast.channel, sent_at=NOON), conversation(cast.channel, sent_at=NOON)
    follow()
    before = {facts(row) for row in Sample.objects.all()}
    merge(part, into=whole, by=cast.ana)
    follow()
    assert not Sample.objects.filter(conversation_id=part.pk).exists()
    assert told(Kind.CONVERSATION, whole) == [("mention", NOON, 2)]
    unmerge(Conversation.objects.get(pk=part.pk), by=cast.ana)
    follow()
    assert {facts(row) for row in Sample.objects.all()} == before


def test_what_was_joined_to_another_has_no_samples_of_its_own(cast: Cast) -> None:
    parent = item(sent_at=NOON)
    child = item(parent_external_id=parent.external_id, sent_at=NOON + timedelta(minutes=1))
    receive(cast.channel, [child], by=INTAKE)
    follow()
    receive(cast.channel, [parent], by=INTAKE)
    follow()
    assert set(Sample.objects.values_list("conversation_id", flat=True)) == {Conversation.objects.get().pk}


def test_closing_a_department_closes_its_samples(cast: Cast) -> None:
    conversation(cast.channel)
    follow()
    DirtyDay.objects.all().delete()
    close(cast.service, by=cast.ada)
    follow()
    assert set(Sample.objects.values_list("closed_in", flat=True)) == {cast.service.pk}
    assert DirtyDay.objects.exists()


def test_a_corrected_tone_and_language_are_what_counts(cast: Cast) -> None:
    row = conversation(cast.channel, text="Oh great, the third cancelled train today, thank you so much!")
    follow()
    assert told_tags(Kind.TONE) == ["positive"]
    message = row.messages.get()
    correct_reading(message, kind="sentiment", value="negative", by=cast.ana)
    correct_reading(message, kind="language", value="nl", by=cast.ana)
    follow()
    assert told_tags(Kind.TONE) == ["negative"]
    assert told_tags(Kind.LANGUAGE) == ["nl"]
    assert told_tags(Kind.COMPLAINT) == ["waiting"]


def told_tags(kind: str) -> list[str]:
    """How those of a kind stand."""
    return list(Sample.objects.filter(kind=kind).order_by("number").values_list("tag", flat=True))


def test_the_clocks_come_first(cast: Cast) -> None:
    JournalPlace.objects.filter(reader=PROMISES).update(xid=0)
    conversation(cast.channel)
    assert measure_next() is None
    assert not Sample.objects.exists()


def test_a_promise_is_measured_with_its_working_hours(cast: Cast) -> None:
    policy(cast, targets={"first": 60})
    row = asked(cast)
    with time_machine.travel(NINE + minutes(20), tick=False):
        receive(cast.channel, [item(thread_key=row.thread_key, ours=True, sent_at=NINE + minutes(20))], by=INTAKE)
    keep_clocks(row)
    measure([row.pk])
    assert told(Kind.PROMISE, row) == [("first", NINE, 1)]
    assert Sample.objects.get(kind=Kind.FIRST).working == 20 * 60


def keep_clocks(row: Conversation) -> None:
    """As the workers do."""
    keep([row.pk], datetime(2027, 1, 1, tzinfo=UTC))


def test_other_promises_are_measured_once_the_clocks_follow_them(cast: Cast) -> None:
    row = asked(cast)
    follow()
    policy(cast, targets={"first": 60})
    follow()
    JournalPlace.objects.update_or_create(reader=PROMISES_AGAIN, defaults={"event_id": 0})
    assert measure_again() is None
    JournalPlace.objects.filter(reader=PROMISES_AGAIN).update(event_id=-1)
    keep_clocks(row)
    while measure_again() is not None:
        pass
    assert told(Kind.PROMISE, row) == [("first", NINE, 0)]
    assert JournalPlace.objects.get(reader=AGAIN).event_id == -1


def test_measuring_again_changes_nothing(cast: Cast) -> None:
    row = conversation(cast.channel)
    assert measure([row.pk]) > 0
    assert measure([row.pk]) == 0


def test_a_hundred_cost_as_many_queries_as_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    receive(cast.channel, [item() for _one in range(100)], by=SCHEDULE)
    with django_assert_max_num_queries(25):
        measure(list(Conversation.objects.values_list("pk", flat=True)))


def places(row: Conversation, *kinds: str) -> list[tuple[str, int]]:
    """For which departments samples of these kinds count."""
    found = Sample.objects.filter(kind__in=kinds, conversation_id=row.pk).order_by("kind", "number")
    return list(found.values_list("kind", "department_id"))


RULE = rule_actor(7, 1)


def test_what_rules_moved_counts_as_if_it_had_come_there(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    for place in (cast.hr, cast.marketing):
        move(row, to=place, by=RULE)
    follow()
    kinds = (Kind.CONVERSATION, Kind.INBOUND, Kind.TONE, Kind.LANGUAGE, Kind.HELD)
    assert places(row, *kinds) == [(str(kind), cast.marketing.pk) for kind in sorted(map(str, kinds))]
    [(_tag, since, _length)] = told(Kind.HELD, row)
    assert since == NOON
    assert differences() == 0


def test_what_a_person_moved_first_was_held_before(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    move(row, to=cast.marketing, by=cast.ana)
    move(row, to=cast.hr, by=RULE)
    follow()
    assert places(row, Kind.INBOUND) == [(Kind.INBOUND, cast.service.pk)]
    assert [place for _kind, place in places(row, Kind.HELD)] == [cast.service.pk, cast.marketing.pk, cast.hr.pk]


def test_what_a_person_moves_after_a_rule_was_held_where_the_rule_led_it(cast: Cast) -> None:
    row = conversation(cast.channel, sent_at=NOON)
    move(row, to=cast.marketing, by=RULE)
    move(row, to=cast.service, by=cast.ada)
    follow()
    assert places(row, Kind.INBOUND) == [(Kind.INBOUND, cast.marketing.pk)]
    assert [place for _kind, place in places(row, Kind.HELD)] == [cast.marketing.pk, cast.service.pk]


def test_a_merged_one_was_held_where_rules_led_it(cast: Cast) -> None:
    part, whole = (conversation(cast.channel, sent_at=NOON) for _one in range(2))
    move(part, to=cast.marketing, by=RULE)
    merge(part, into=whole, by=cast.ada)
    follow()
    assert [place for _kind, place in places(whole, Kind.HELD)] == [cast.service.pk, cast.marketing.pk]
