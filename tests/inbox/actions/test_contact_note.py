"""Notes about people outside."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Member
from inbox.actions.contact_note import note, remove_note, restore_note
from inbox.models import Contact, ContactNote
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(cast: Cast) -> Contact:
    found = conversation(cast.channel).author
    assert found is not None
    return found.contact


def texts(member: Member) -> list[str]:
    return [row.text for row in ContactNote.objects.visible_to(member)]


def test_a_note_of_a_closed_department_is_its_own(cast: Cast, contact: Contact) -> None:
    note(contact, text="Applied in May", department=cast.hr, by=cast.hal)
    note(contact, text="Travels daily", department=cast.service, by=cast.olga)

    assert texts(cast.mia) == ["Travels daily"]
    assert texts(cast.hal) == texts(cast.ada) == ["Applied in May", "Travels daily"]


def test_nobody_writes_in_the_name_of_another_department(cast: Cast, contact: Contact) -> None:
    with pytest.raises(NotAllowed):
        note(contact, text="I was here", department=cast.hr, by=cast.mia)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_an_empty_or_endless_note_is_refused(cast: Cast, contact: Contact, text: str) -> None:
    with pytest.raises(NotPossible):
        note(contact, text=text, department=cast.service, by=cast.ben)


def test_what_was_taken_off_can_be_brought_back(cast: Cast, contact: Contact) -> None:
    made = note(contact, text="Travels daily", department=cast.service, by=cast.ben)
    remove_note(made, by=cast.ben)
    assert texts(cast.ben) == []
    restore_note(made, by=cast.ben)
    assert texts(cast.ben) == ["Travels daily"]
    with pytest.raises(NotAllowed):
        remove_note(made, by=cast.mia)
