"""Bringing particular people to a request."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.add_people import add_people
from inbox.actions.answer import answer
from inbox.models import Conversation
from tests.cast import Cast, conversation
from tests.inbox.requests import asked

pytestmark = pytest.mark.django_db


def test_people_are_added_once_each_by_either_side(cast: Cast) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)

    add_people(request, people=[cast.olga, cast.olga], by=cast.ben)
    add_people(request, people=[cast.olga], by=cast.mia)
    add_people(request, people=[cast.nora], by=cast.mia)

    assert set(request.people.all()) == {cast.olga, cast.nora}
    assert [event.data["people"] for event in Event.objects.filter(verb="escalation.add_people").order_by("pk")] == [
        [cast.olga.pk],
        [cast.nora.pk],
    ]


def test_strangers_add_nobody(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_people(asked(conversation(cast.channel), cast.marketing, cast.ben), people=[cast.olga], by=cast.hal)


def test_to_a_closed_conversation_a_lead_lets_them_in(cast: Cast) -> None:
    row = conversation(cast.channel, private=True)
    request = asked(row, cast.marketing, cast.ana)

    with pytest.raises(NotPossible, match="A lead of Customer Service"):
        add_people(request, people=[cast.nora], by=cast.ben)
    add_people(request, people=[cast.nora], by=cast.ana)

    assert Conversation.objects.visible_to(cast.nora).filter(pk=row.pk).exists()


def test_nobody_is_added_to_what_is_over_and_nobody_who_left(cast: Cast) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)
    cast.nora.is_active = False
    cast.nora.save()
    with pytest.raises(NotPossible, match="no longer active"):
        add_people(request, people=[cast.nora], by=cast.ben)
    answer(request, text="Yes.", by=cast.mia)

    with pytest.raises(NotPossible, match="answered it already"):
        add_people(request, people=[cast.olga], by=cast.ben)
