"""What members tell one another."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.note import add_note
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_everybody_of_the_department_may_add_one_an_observer_too(cast: Cast) -> None:
    made = conversation(cast.channel)
    note = add_note(made, text=" ask the depot ", by=cast.olga)
    assert note.text == "ask the depot"
    event = Event.objects.get(verb="note.add")
    assert (event.subject_id, event.conversation_id, event.data) == (note.pk, made.pk, {})


def test_an_outsider_reads_and_adds_none(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_note(conversation(cast.channel), text="hello", by=cast.mia)


def test_an_empty_one_is_refused(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="empty"):
        add_note(conversation(cast.channel), text=" \n", by=cast.ben)


def test_a_nul_is_marked_and_a_book_is_no_note(cast: Cast) -> None:
    made = conversation(cast.channel)
    assert add_note(made, text="a\x00b", by=cast.ben).text == "a\ufffdb"
    with pytest.raises(NotPossible, match="at most 20000"):
        add_note(made, text="x" * 20_001, by=cast.ben)
