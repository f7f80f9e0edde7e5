"""A program puts a prepared answer before whoever works on a conversation."""

from __future__ import annotations

import pytest

from accounts.actors import rule_actor
from accounts.errors import NotPossible
from accounts.models import Event
from inbox.actions.assign import take
from inbox.actions.canned import create
from inbox.actions.draft import write
from inbox.actions.prepare import prepare
from inbox.models import CannedResponse, Delivery
from inbox.reviewing import asks_for
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
RULE = rule_actor(3, 1)


@pytest.fixture
def sorry(cast: Cast) -> CannedResponse:
    text = "Hello {{contact.first_name}}, we are sorry. {{member.first_name}}"
    return create(title="Sorry", shortcut="sorry", text=text, department=cast.service, by=cast.ana)


def test_it_stands_in_their_composer_and_waits_for_a_person(cast: Cast, sorry: CannedResponse) -> None:
    made = take(conversation(cast.channel), by=cast.ben)
    draft = prepare(made, response=sorry, by=RULE)
    assert (draft.author, draft.text, draft.is_by_program) == (cast.ben, "Hello Mira, we are sorry. Ben", True)
    assert asks_for(draft)
    assert not Delivery.objects.exists()
    event = Event.objects.get(verb="draft.prepare")
    assert (event.actor_kind, event.data) == ("rule", {"canned": sorry.pk, "version": 1})


def test_nothing_that_somebody_began_is_written_over(cast: Cast, sorry: CannedResponse) -> None:
    made = take(conversation(cast.channel), by=cast.ben)
    write(made, kind="reply", text="I am on it", by=cast.ben)
    with pytest.raises(NotPossible, match="has begun a reply"):
        prepare(made, response=sorry, by=RULE)


def test_somebody_must_work_on_it(cast: Cast, sorry: CannedResponse) -> None:
    with pytest.raises(NotPossible, match="Nobody works on it"):
        prepare(conversation(cast.channel), response=sorry, by=RULE)


def test_another_departments_response_does_not_belong_there(cast: Cast) -> None:
    theirs = create(title="Ad", shortcut="ad", text="Buy!", department=cast.marketing, by=cast.ada)
    made = take(conversation(cast.channel), by=cast.ben)
    with pytest.raises(NotPossible, match="can't be used here"):
        prepare(made, response=theirs, by=RULE)
