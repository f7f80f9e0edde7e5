"""Facts: what people outside told us, with the message in which they did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member
from inbox.actions.fact import add, learn, remove, restore
from inbox.actions.move import move
from inbox.actions.receive import receive
from inbox.models import Contact, Conversation, Fact, Message
from tests.cast import NOON, Cast, conversation, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return conversation(cast.channel, "I travel with a wheelchair.", sent_at=NOON)


@pytest.fixture
def message(talk: Conversation) -> Message:
    return talk.messages.get()


@pytest.fixture
def contact(talk: Conversation) -> Contact:
    assert talk.author is not None
    return talk.author.contact


def texts(member: Member) -> list[str]:
    return [row.text for row in Fact.objects.visible_to(member)]


def test_a_fact_names_the_message_and_its_day(cast: Cast, message: Message, contact: Contact) -> None:
    made = learn(message, text=" Travels with\n a wheelchair ", by=cast.tim)

    assert (made.text, made.source, made.contact) == ("Travels with a wheelchair", message, contact)
    assert made.said_on == timezone.localtime(NOON).date()
    event = Event.objects.get(verb="fact.add")
    assert (event.conversation_id, event.data) == (message.conversation_id, {"contact": contact.pk})


def test_a_fact_is_seen_by_those_who_see_its_source(cast: Cast, talk: Conversation, message: Message) -> None:
    learn(message, text="Travels with a wheelchair", by=cast.ben)
    assert texts(cast.mia) == ["Travels with a wheelchair"]

    move(talk, to=cast.hr, by=cast.ada)

    assert texts(cast.mia) == texts(cast.ben) == []
    assert texts(cast.hal) == texts(cast.ada) == ["Travels with a wheelchair"]


def test_what_was_told_elsewhere_is_seen_as_its_department_is(cast: Cast, contact: Contact) -> None:
    today = timezone.localdate()
    add(contact, text="Has two years of training", said_on=today, department=cast.hr, by=cast.hal)

    assert texts(cast.mia) == []
    assert texts(cast.hal) == ["Has two years of training"]
    with pytest.raises(NotAllowed):
        add(contact, text="x", said_on=today, department=cast.hr, by=cast.ben)


@pytest.mark.parametrize("text", ["", " ", "x" * 501])
def test_it_has_words_but_not_too_many(cast: Cast, message: Message, text: str) -> None:
    with pytest.raises(NotPossible):
        learn(message, text=text, by=cast.ben)


def test_nobody_says_something_tomorrow_and_our_own_words_are_no_fact(cast: Cast, contact: Contact) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(NotPossible, match="future"):
        add(contact, text="x", said_on=tomorrow, department=cast.service, by=cast.ben)
    receive(cast.channel, [item("We said so", external_id="ours", ours=True)], by=INTAKE)
    with pytest.raises(NotPossible, match="outside"):
        learn(Message.objects.get(external_id="ours"), text="x", by=cast.ben)


def test_what_was_taken_off_can_be_brought_back(cast: Cast, message: Message) -> None:
    made = learn(message, text="Travels with a wheelchair", by=cast.ben)
    with pytest.raises(NotAllowed):
        remove(made, by=cast.tim)
    remove(made, by=cast.ben)
    assert texts(cast.ben) == []
    restore(made, by=cast.ben)
    assert texts(cast.ben) == ["Travels with a wheelchair"]
