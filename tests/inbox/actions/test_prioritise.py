"""How much a conversation presses."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.prioritise import prioritise
from inbox.models.conversation import Priority
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_it_is_normal_until_somebody_says_otherwise(cast: Cast) -> None:
    made = conversation(cast.channel)
    assert made.priority == Priority.NORMAL
    made = prioritise(made, priority=Priority.URGENT, by=cast.ben)
    made.refresh_from_db()
    assert made.priority == Priority.URGENT
    event = Event.objects.get(verb="conversation.prioritise")
    assert event.data == {"priority": 4, "before": 2}


def test_the_same_again_is_no_act(cast: Cast) -> None:
    made = conversation(cast.channel)
    prioritise(made, priority=Priority.NORMAL, by=cast.ben)
    assert not Event.objects.filter(verb="conversation.prioritise").exists()


@pytest.mark.parametrize("priority", [0, 5])
def test_there_are_four(cast: Cast, priority: int) -> None:
    with pytest.raises(NotPossible, match="no priority"):
        prioritise(conversation(cast.channel), priority=priority, by=cast.ben)


def test_only_those_who_work_there_say_so(cast: Cast) -> None:
    for member in (cast.tim, cast.olga, cast.mia):
        with pytest.raises(NotAllowed):
            prioritise(conversation(cast.channel), priority=4, by=member)
