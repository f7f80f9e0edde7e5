"""Who works a conversation."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.assign import assign, take, unassign
from inbox.actions.resolve import resolve
from inbox.models import Conversation
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_an_agent_takes_a_conversation_and_the_journal_says_so(cast: Cast) -> None:
    made = take(conversation(cast.channel), by=cast.ben)
    assert made.assignee == cast.ben
    event = Event.objects.get(verb="conversation.take")
    assert (event.actor_kind, event.actor_id) == ("member", str(cast.ben.pk))
    assert (event.conversation_id, event.department_id) == (made.pk, cast.service.pk)


def test_the_second_to_take_it_is_told_who_was_first(cast: Cast) -> None:
    made = take(conversation(cast.channel), by=cast.ben)
    with pytest.raises(NotPossible, match="Ben Okafor works on this already"):
        take(made, by=cast.ana)


@pytest.mark.parametrize("name", ["tim", "olga", "mia", "nora"])
def test_less_than_an_agent_of_the_holding_department_may_not_take_it(cast: Cast, name: str) -> None:
    made = conversation(cast.channel)
    with pytest.raises(NotAllowed, match="role Agent or more in Customer Service"):
        take(made, by=getattr(cast, name))
    assert not Event.objects.filter(verb="conversation.take").exists()


def test_giving_it_to_somebody_and_back_to_the_department(cast: Cast) -> None:
    made = assign(conversation(cast.channel), to=cast.ana, by=cast.ben)
    assert made.assignee == cast.ana
    assert unassign(made, by=cast.ben).assignee is None


def test_nobody_works_on_what_is_resolved(cast: Cast) -> None:
    made = resolve(conversation(cast.channel), outcome="no_reply_needed", by=cast.ben)
    with pytest.raises(NotPossible, match="Reopen it first"):
        take(made, by=cast.ben)


def test_somebody_who_left_gets_no_work(cast: Cast) -> None:
    cast.ana.is_active = False
    cast.ana.save()
    with pytest.raises(NotPossible, match="no longer active"):
        assign(conversation(cast.channel), to=cast.ana, by=cast.ben)


def test_only_a_lead_lets_an_outsider_into_a_closed_conversation(cast: Cast) -> None:
    made = conversation(cast.channel, private=True)
    with pytest.raises(NotAllowed, match="only a lead may let them in"):
        assign(made, to=cast.mia, by=cast.ben)
    assign(made, to=cast.mia, by=cast.ana)
    assert Conversation.objects.visible_to(cast.mia).filter(pk=made.pk).exists()


@pytest.mark.parametrize("name", ["tim", "olga"])
def test_nobody_gets_work_they_can_not_do(cast: Cast, name: str) -> None:
    with pytest.raises(NotPossible, match="only reads or learns in Customer Service"):
        assign(conversation(cast.channel), to=getattr(cast, name), by=cast.ana)


def test_work_leaves_the_department_by_a_leads_own_act_only(cast: Cast) -> None:
    made = conversation(cast.channel)
    with pytest.raises(NotAllowed, match="does not work in Customer Service"):
        assign(made, to=cast.mia, by=cast.ben)
    assert assign(made, to=cast.mia, by=cast.ana).assignee == cast.mia
