"""Conversations find somebody by themselves, or say why they do not."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from accounts.actions.absences import plan
from accounts.actors import SCHEDULE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member
from inbox.actions import ability, attention, placing
from inbox.actions.assign import assign, unassign
from inbox.actions.label import label
from inbox.actions.labels import create
from inbox.actions.move import move
from inbox.actions.place import place
from inbox.actions.resolve import resolve
from inbox.actions.tell import tell
from inbox.actions.undo import undo
from inbox.models import Conversation, Notification
from inbox.tasks import place_waiting
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def on(cast: Cast) -> Cast:
    """Customer Service places in turn."""
    wants(cast)
    return cast


def wants(cast: Cast, **more: Any) -> None:
    facts = {"way": "turn", "most_open": 5, "match_language": True, "topics": (), **more}
    placing.change(cast.service, by=cast.ana, **facts)


def new(cast: Cast, **more: Any) -> Conversation:
    return conversation(cast.channel, **more)


def placed(cast: Cast, **more: Any) -> Conversation:
    return place(new(cast, **more), by=SCHEDULE, department=cast.service)


def why(row: Conversation) -> str:
    row.refresh_from_db()
    return row.unplaced


def speaks(member: Member, *languages: str) -> None:
    ability.change(member, languages=languages, topics=(), by=member)


def test_in_turn_only_to_those_who_may_work_on_it(on: Cast) -> None:
    got = [placed(on).assignee for _number in range(4)]
    assert got == [on.ana, on.ben, on.ana, on.ben]
    event = Event.objects.filter(verb="conversation.place").order_by("pk").first()
    assert event is not None
    assert event.data == {"assignee": on.ana.pk, "before": None, "way": "turn", "among": 2, "open": 0}
    assert (event.actor_kind, event.actor_id) == ("system", "schedule")


def test_by_load_whoever_has_the_least_open(on: Cast) -> None:
    wants(on, way="load")
    for _number in range(2):
        assign(new(on), to=on.ana, by=on.ana)
    assert [placed(on).assignee for _number in range(3)] == [on.ben, on.ben, on.ana]


def test_nobody_gets_more_than_they_can_carry_and_what_is_done_makes_room(on: Cast) -> None:
    wants(on, most_open=1)
    first, _second, third = placed(on), placed(on), placed(on)
    assert why(third) == "room"
    resolve(first, outcome="answered", by=on.ana)
    assert place(third, by=SCHEDULE, department=on.service).assignee == on.ana
    assert why(third) == ""


def test_a_members_own_limit_counts_before_the_departments(on: Cast) -> None:
    place_of_ben = on.ben.memberships.get()
    ability.assess(place_of_ben, languages=(), topics=(), most_open=0, by=on.ana)
    assert [placed(on).assignee for _number in range(3)] == [on.ana] * 3


def test_only_people_on_duty_who_are_not_away(on: Cast) -> None:
    attention.change(on.ana, by=on.ana, work_days=[2], work_from=time(9), work_until=time(17))
    today = MONDAY.date()
    assert placed(on).assignee == on.ben
    plan(on.ben, kind="holiday", starts_on=today, ends_on=today, by=on.ben)
    assert why(placed(on)) == "duty"


def test_it_speaks_their_language_or_says_who_is_missing(on: Cast) -> None:
    speaks(on.ana, "en")
    speaks(on.ben, "en", "cs")
    assert placed(on, language="cs-CZ").assignee == on.ben
    german = placed(on, language="de")
    assert (german.assignee, why(german)) == (None, "language:de")
    assert Event.objects.get(verb="conversation.leave_waiting").data == {"lack": "language:de"}
    wants(on, match_language=False)
    assert place(german, by=SCHEDULE, department=on.service).assignee is not None


def test_where_the_language_is_unknown_anybody_can(on: Cast) -> None:
    assert placed(on, language="und").assignee == on.ana


def test_topics_go_to_those_who_know_them(on: Cast) -> None:
    refund = create(name="Refund", colour="red", department=None, by=on.ana)
    wants(on, topics=[refund])
    row = label(new(on), name="Refund", by=on.ben)
    assert why(place(row, by=SCHEDULE, department=on.service)) == "topic"
    assert Event.objects.get(verb="conversation.leave_waiting").data == {"lack": "topic", "label": refund.pk}
    ability.change(on.ben, languages=(), topics=[refund], by=on.ben)
    assert place(row, by=SCHEDULE, department=on.service).assignee == on.ben


def test_what_somebody_put_back_does_not_come_to_them_again(on: Cast) -> None:
    row = unassign(placed(on), by=on.ana)
    assert place(row, by=SCHEDULE, department=on.service).assignee == on.ben
    assert place(unassign(row, by=on.ben), by=SCHEDULE, department=on.service).assignee == on.ana


def test_the_reason_is_told_once_however_often_it_is_tried(on: Cast) -> None:
    speaks(on.ana, "en")
    row = placed(on, language="de")
    version = Conversation.objects.get(pk=row.pk).version
    for _number in range(3):
        place(row, by=SCHEDULE, department=on.service)
    assert Event.objects.filter(verb="conversation.leave_waiting").count() == 1
    assert Conversation.objects.get(pk=row.pk).version == version


def test_what_has_somebody_or_needs_nobody_is_left_alone(on: Cast) -> None:
    mine, done = assign(new(on), to=on.ben, by=on.ben), resolve(new(on), outcome="spam", by=on.ben)
    assert place(mine, by=SCHEDULE, department=on.service).assignee == on.ben
    assert place(done, by=SCHEDULE, department=on.service).assignee is None
    assert not Event.objects.filter(verb__in=("conversation.place", "conversation.leave_waiting")).exists()


def test_only_in_the_department_that_holds_it_and_only_for_those_who_work_there(on: Cast) -> None:
    with pytest.raises(NotPossible, match="Marketing does not hold this conversation"):
        place(new(on), by=SCHEDULE, department=on.marketing)
    for outsider in (on.tim, on.mia):
        with pytest.raises(NotAllowed):
            place(new(on), by=outsider, department=on.service)


def test_a_member_may_have_it_placed_where_nothing_is_placed_by_itself_and_take_it_back(cast: Cast) -> None:
    row = place(new(cast), by=cast.ben, department=cast.service)
    assert row.assignee == cast.ana
    assert undo(row, by=cast.ben).assignee is None


def test_whoever_is_given_it_is_told(on: Cast) -> None:
    row = placed(on)
    tell(list(Event.objects.filter(conversation_id=row.pk, verb="conversation.place")))
    assert Notification.objects.get().recipient == on.ana


def test_in_other_hands_nothing_is_missing_yet(on: Cast) -> None:
    plan(on.ana, kind="sick", starts_on=MONDAY.date(), ends_on=MONDAY.date(), by=on.ana)
    plan(on.ben, kind="sick", starts_on=MONDAY.date(), ends_on=MONDAY.date(), by=on.ben)
    row = placed(on)
    assert why(row) == "duty"
    move(row, to=on.marketing, by=on.ana)
    assert why(row) == ""


def test_the_sweep_takes_what_waits_and_again_what_found_nobody(on: Cast, monday: Any) -> None:
    attention.change(on.ana, by=on.ana, work_days=[1], work_from=time(11), work_until=time(17))
    attention.change(on.ben, by=on.ben, work_days=[1], work_from=time(12), work_until=time(17))
    row, other = new(on), conversation(on.channel)
    move(other, to=on.marketing, by=on.ana)
    place_waiting()
    assert why(row) == "duty"
    monday.move_to(MONDAY + timedelta(minutes=65))
    place_waiting()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.assignee, other.assignee) == (on.ana, None)


def test_the_sweep_begins_with_what_presses_and_costs_the_same_for_each(
    on: Cast, django_assert_max_num_queries: Any
) -> None:
    wants(on, most_open=1)
    rows = [new(on) for _number in range(3)]
    Conversation.objects.filter(pk=rows[2].pk).update(priority=4)
    with django_assert_max_num_queries(66):
        place_waiting()
    assert [Conversation.objects.get(pk=row.pk).assignee for row in rows] == [on.ben, None, on.ana]
    with django_assert_max_num_queries(1):
        place_waiting()
