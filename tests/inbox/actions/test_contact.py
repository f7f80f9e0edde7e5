"""What members write down about a person outside."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.contact import change, set_emails
from inbox.actions.contact_field import create
from inbox.actions.contact_merge import merge
from inbox.channels.base import Author
from inbox.models import Contact
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(cast: Cast) -> Contact:
    found = conversation(cast.channel).author
    assert found is not None
    return found.contact


def emails(contact: Contact) -> list[str]:
    return list(contact.emails.values_list("address", flat=True))


def test_only_the_fields_named_change(cast: Cast, contact: Contact) -> None:
    change(contact, fields={"company": " Courier\x00  Ltd ", "relationship": "press"}, custom={}, by=cast.ben)
    change(contact, fields={"place": "Ostermark"}, custom={}, by=cast.ben)

    contact.refresh_from_db()
    assert (contact.company, contact.relationship, contact.place) == ("Courier Ltd", "press", "Ostermark")
    assert contact.name == "Mira Castellanos"
    event = Event.objects.filter(verb="contact.change").latest("pk")
    assert event.data == {"fields": ["place"], "custom": []}


def test_observers_and_trainees_do_not_change_contacts(cast: Cast, contact: Contact) -> None:
    for somebody in (cast.tim, cast.olga, cast.nora):
        with pytest.raises(NotAllowed):
            change(contact, fields={"company": "x"}, custom={}, by=somebody)


def test_a_relationship_must_exist(cast: Cast, contact: Contact) -> None:
    with pytest.raises(NotPossible, match="friend"):
        change(contact, fields={"relationship": "friend"}, custom={}, by=cast.ben)


def test_own_fields_take_what_fits_their_kind(cast: Cast, contact: Contact) -> None:
    number = create(name="Season tickets", kind="number", by=cast.ada)
    line = create(name="Line", kind="choice", choices=["Valley", "Bay"], by=cast.ada)

    change(contact, fields={}, custom={number.pk: "3,50", line.pk: "Bay"}, by=cast.ben)

    contact.refresh_from_db()
    assert contact.custom == {str(number.pk): "3.50", str(line.pk): "Bay"}
    with pytest.raises(NotPossible, match="Season tickets: Write a number"):
        change(contact, fields={}, custom={number.pk: "three"}, by=cast.ben)
    with pytest.raises(NotPossible, match="Line: Choose one of"):
        change(contact, fields={}, custom={line.pk: "Hill"}, by=cast.ben)
    with pytest.raises(NotPossible, match="no longer in use"):
        change(contact, fields={}, custom={9999: "x"}, by=cast.ben)


def test_addresses_are_exactly_those_listed_whatever_their_case(cast: Cast, contact: Contact) -> None:
    set_emails(contact, addresses=["mira@example.org", "m@example.org", ""], by=cast.ben)
    set_emails(contact, addresses=["MIRA@example.org", "new@example.org"], by=cast.ben)

    assert emails(contact) == ["mira@example.org", "new@example.org"]
    set_emails(contact, addresses=["mira@example.org", "new@example.org"], by=cast.ben)
    assert Event.objects.filter(verb="contact.change").count() == 2


def test_an_address_that_came_by_a_merge_stays_where_it_is_until_it_is_taken_off(cast: Cast, contact: Contact) -> None:
    other = conversation(cast.channel, author=Author("did:o", "o.example", "O")).author
    assert other is not None
    set_emails(other.contact, addresses=["o@example.org"], by=cast.ben)
    merge(other.contact, into=contact, by=cast.ben)

    set_emails(contact, addresses=["o@example.org", "m@example.org"], among=[other.contact_id], by=cast.ben)
    assert (emails(contact), emails(other.contact)) == (["m@example.org"], ["o@example.org"])
    set_emails(contact, addresses=["m@example.org"], among=[other.contact_id], by=cast.ben)
    assert (emails(contact), emails(other.contact)) == (["m@example.org"], [])
