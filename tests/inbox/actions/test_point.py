"""Drawing somebody's eye to a conversation."""

from __future__ import annotations

import pytest

from accounts.actors import rule_actor
from accounts.errors import NotAllowed
from accounts.models import Event
from inbox.actions.point import point
from inbox.concerned import concerns
from inbox.models.attention import About
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
RULE = rule_actor(3, 1)


def test_those_who_are_named_are_told_as_if_mentioned(cast: Cast) -> None:
    point(conversation(cast.channel), to=[cast.ben, cast.ana], by=RULE)
    event = Event.objects.get(verb="conversation.point")
    assert event.data == {"tell": sorted([cast.ana.pk, cast.ben.pk])}
    assert {(one.member_id, one.about) for one in concerns([event])} == {
        (cast.ana.pk, About.MENTION),
        (cast.ben.pk, About.MENTION),
    }


def test_of_a_closed_conversation_only_those_hear_who_may_see_it(cast: Cast) -> None:
    closed = conversation(cast.channel, private=True)
    point(closed, to=[cast.mia, cast.ben], by=RULE)
    event = Event.objects.get(verb="conversation.point")
    assert [one.member_id for one in concerns([event])] == [cast.ben.pk]


def test_nobody_is_no_act(cast: Cast) -> None:
    cast.ben.is_active = False
    point(conversation(cast.channel), to=[cast.ben], by=RULE)
    assert not Event.objects.filter(verb="conversation.point").exists()


def test_it_is_for_programs(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        point(conversation(cast.channel), to=[cast.ben], by=cast.ana)
