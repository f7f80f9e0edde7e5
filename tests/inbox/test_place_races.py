"""Two workers at the same moment: a conversation is placed once, and nobody is given more than they can carry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from accounts.actors import SCHEDULE
from accounts.models import Event
from inbox.actions import placing
from inbox.actions.assign import take
from inbox.actions.place import place
from inbox.models import Conversation
from inbox.tasks import place_waiting
from tests.cast import Cast, conversation
from tests.inbox.test_review_races import Pair

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY = 5, 200
pairs_of = pytest.mark.parametrize("pairs", [FEW, pytest.param(MANY, marks=pytest.mark.patient)])


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


def on(cast: Cast, most_open: int) -> None:
    placing.change(cast.service, way="turn", most_open=most_open, match_language=False, by=cast.ana)


def given(row: Conversation) -> int:
    return Event.objects.filter(conversation_id=row.pk, verb="conversation.place").count()


@pairs_of
def test_two_workers_place_one_conversation_once(cast: Cast, pair: Pair, pairs: int) -> None:
    on(cast, 500)
    for _number in range(pairs):
        row = conversation(cast.channel)
        act = partial(place, row, by=SCHEDULE, department=cast.service)
        assert pair.run(act, act) == ["Conversation", "Conversation"]
        assert given(row) == 1


@pairs_of
def test_placing_against_taking_leaves_one_assignee(cast: Cast, pair: Pair, pairs: int) -> None:
    on(cast, 500)
    for _number in range(pairs):
        row = conversation(cast.channel)
        pair.run(partial(place, row, by=SCHEDULE, department=cast.service), partial(take, row, by=cast.ben))
        told = Event.objects.filter(conversation_id=row.pk, verb__in=("conversation.place", "conversation.take"))
        assert told.count() == 1 or Conversation.objects.get(pk=row.pk).assignee == cast.ben
        assert Conversation.objects.get(pk=row.pk).assignee is not None


def test_two_sweeps_share_out_without_filling_anybody_beyond_their_limit(cast: Cast, pair: Pair) -> None:
    on(cast, 3)
    for _number in range(8):
        conversation(cast.channel)
    pair.run(place_waiting, place_waiting)
    loads = [Conversation.objects.filter(assignee=one).count() for one in (cast.ana, cast.ben)]
    assert loads == [3, 3]
    assert set(Conversation.objects.filter(assignee=None).values_list("unplaced", flat=True)) == {"room"}
