"""What flows into a task force, and what never does."""

from __future__ import annotations

import pytest

from accounts.errors import NotPossible
from accounts.models import Event
from inbox.actions.escalate import Question
from inbox.actions.feed import bring_in, flow_in, gather, gatherable
from inbox.actions.move import move
from inbox.actions.resolve import resolve
from inbox.actions.task_force import set_feed
from inbox.models import Conversation, Stay
from inbox.models.escalation import EscalationState
from tests.cast import Cast, channel, conversation
from tests.inbox.forces import let_flow, opened, over
from tests.inbox.requests import asked, held, question

pytestmark = pytest.mark.django_db
DOORS = "The doors closed on my dog."


def where(row: Conversation) -> str:
    row.refresh_from_db()
    return row.department.name


def test_new_conversations_flow_in_and_others_stay(cast: Cast) -> None:
    force = opened(cast)
    row, other = conversation(cast.channel, DOORS), conversation(cast.channel, "A lovely ride.")
    assert let_flow() == 1
    assert (where(row), where(other)) == ("Doors", "Customer Service")
    assert held(row) == ["Customer Service", "Doors"]
    assert Stay.objects.get().task_force == force
    assert let_flow() == 0


def test_what_was_there_before_waits_to_be_taken_in(cast: Cast) -> None:
    row = conversation(cast.channel, DOORS)
    force = opened(cast)
    assert let_flow() == 0
    assert gatherable(force) == {row.pk}
    assert gather(force, by=cast.ana) == 1
    assert where(row) == "Doors"
    assert gatherable(force) == set()


def test_what_is_closed_never_flows_in(cast: Cast) -> None:
    opened(cast)
    secret = conversation(channel(cast.hr), DOORS)
    private = conversation(cast.channel, DOORS, private=True)
    assert let_flow() == 0
    assert (where(secret), where(private)) == ("HR", "Customer Service")


def test_what_a_person_took_out_is_not_pulled_in_again(cast: Cast) -> None:
    force = opened(cast)
    row = conversation(cast.channel, DOORS)
    let_flow()
    row.refresh_from_db()
    move(row, to=cast.marketing, by=cast.ana)
    assert (let_flow(), gather(force, by=cast.ana)) == (0, 0)
    assert where(row) == "Marketing"
    assert Stay.objects.get().left_at is not None


def test_a_blocking_question_keeps_it_where_it_is(cast: Cast) -> None:
    opened(cast)
    row = conversation(cast.channel, DOORS)
    request = asked(row, cast.marketing, cast.ana, is_blocking=True)
    assert let_flow() == 0
    assert request.state == EscalationState.REQUESTED
    assert isinstance(question(), Question)


def test_what_is_done_stays_done(cast: Cast) -> None:
    opened(cast)
    row = conversation(cast.channel, DOORS)
    resolve(row, outcome="answered", by=cast.ana)
    assert let_flow() == 0


def test_of_two_the_first_takes_it_and_they_do_not_pull_at_it(cast: Cast) -> None:
    opened(cast)
    opened(cast, name="Dogs", feed="dog")
    row = conversation(cast.channel, DOORS)
    assert let_flow() == 1
    assert where(row) == "Doors"
    assert let_flow() == 0


def test_another_feed_counts_from_then_on(cast: Cast) -> None:
    force = opened(cast)
    row = conversation(cast.channel, "The windows are dirty.")
    set_feed(force, feed="windows", by=cast.ana)
    assert let_flow() == 0
    later = conversation(cast.channel, "More dirty windows.")
    assert let_flow() == 1
    assert (where(row), where(later)) == ("Customer Service", "Doors")


def test_a_closed_one_takes_nothing_in(cast: Cast) -> None:
    force = opened(cast)
    over(force, by=cast.ana)
    conversation(cast.channel, DOORS)
    assert let_flow() == 0


def test_nothing_new_costs_nothing(cast: Cast) -> None:
    opened(cast)
    assert flow_in({}) == 0
    assert not Event.objects.filter(verb="conversation.move").exists()


def test_one_can_be_brought_in_and_what_does_not_flow_is_refused(cast: Cast) -> None:
    force = opened(cast, feed="")
    row, private = conversation(cast.channel, "A lovely ride."), conversation(cast.channel, DOORS, private=True)
    assert bring_in(row, task_force=force, by=cast.ana).department == force.department
    for refused in (row, private):
        with pytest.raises(NotPossible, match="can’t flow into Doors"):
            bring_in(refused, task_force=force, by=cast.ana)
    assert where(private) == "Customer Service"
