"""Exactly one department holds a conversation."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.assign import take
from inbox.actions.move import move, reclose
from inbox.models import Conversation
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_it_moves_and_the_assignee_who_does_not_work_there_lets_go(cast: Cast) -> None:
    made = take(conversation(cast.channel), by=cast.ben)
    made = move(made, to=cast.marketing, by=cast.ben)
    assert (made.department, made.assignee) == (cast.marketing, None)
    assert Event.objects.get(verb="conversation.move").data == {
        "before": cast.service.pk,
        "after": cast.marketing.pk,
        "assignee": cast.ben.pk,
    }


def test_after_moving_it_the_former_holder_has_no_say(cast: Cast) -> None:
    made = move(conversation(cast.channel), to=cast.marketing, by=cast.ben)
    with pytest.raises(NotAllowed):
        move(made, to=cast.service, by=cast.ben)
    assert move(made, to=cast.service, by=cast.mia).department == cast.service


def test_in_a_closed_department_it_is_gone_for_everybody_else(cast: Cast) -> None:
    made = move(conversation(cast.channel), to=cast.hr, by=cast.ben)
    assert made.is_closed
    assert not Conversation.objects.visible_to(cast.ben).exists()
    assert Conversation.objects.visible_to(cast.hal).get() == made


def test_an_archived_department_gets_nothing_new(cast: Cast) -> None:
    cast.marketing.is_active = False
    cast.marketing.save()
    with pytest.raises(NotPossible, match="archived"):
        move(conversation(cast.channel), to=cast.marketing, by=cast.ben)


def test_closing_a_department_closes_what_it_holds(cast: Cast) -> None:
    made, private = conversation(cast.channel), conversation(cast.channel, private=True)
    cast.service.is_closed = True
    cast.service.save()
    reclose(Conversation.objects.filter(department=cast.service))
    made.refresh_from_db()
    assert made.is_closed
    cast.service.is_closed = False
    cast.service.save()
    reclose(Conversation.objects.filter(department=cast.service))
    made.refresh_from_db()
    private.refresh_from_db()
    assert (made.is_closed, private.is_closed) == (False, True)
