"""Scores follow what happens, time, and the weights that administrators give."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.resolve import resolve
from inbox.models import Conversation
from routing.actions.keep import keep_next
from routing.actions.route import route_messages
from routing.actions.score import keep_scores, keep_waiting_scores, weigh
from routing.models import Tuning
from routing.score import PARTS, WEIGHTS
from routing.scored import score_aside
from tests.cast import NOON, Cast, conversation
from tests.journal import await_settled

pytestmark = pytest.mark.django_db
ONLY_WAITING = dict.fromkeys(PARTS, 0) | {"waiting": 10}


def points(made: Conversation) -> int:
    return Conversation.objects.get(pk=made.pk).score


def test_a_question_scores_more_than_thanks(cast: Cast) -> None:
    asks = conversation(cast.channel, "Where is my train? This is terrible!", sent_at=NOON)
    thanks = conversation(cast.channel, "Thank you, that was great", sent_at=NOON)
    route_messages([message.pk for row in (asks, thanks) for message in row.messages.all()])
    keep_scores([asks.pk, thanks.pk], NOON + timedelta(hours=2))
    assert points(asks) > points(thanks) > 0


def test_time_adds_to_it_and_an_answer_takes_it_away(cast: Cast) -> None:
    weigh(ONLY_WAITING, by=cast.ada)
    made = conversation(cast.channel, sent_at=NOON)
    last = keep_waiting_scores(0, NOON + timedelta(hours=12))
    assert (last, points(made)) == (made.pk, 50)
    assert keep_waiting_scores(made.pk) is None
    resolve(made, outcome="no_reply_needed", by=cast.ana)
    keep_waiting_scores(0, NOON + timedelta(hours=12))
    assert points(made) == 0


@pytest.mark.django_db(transaction=True)
def test_it_follows_the_journal(cast: Cast) -> None:
    made = conversation(cast.channel, "Where is my train?", sent_at=NOON)
    assert points(made) == 0
    await_settled()
    while keep_next() is not None:
        pass
    assert points(made) > 0


def test_the_weights_are_an_administrators_and_make_sense(cast: Cast) -> None:
    assert Tuning.now().weighing == dict(WEIGHTS)
    weigh(ONLY_WAITING, by=cast.ada)
    weigh(ONLY_WAITING, by=cast.ada)
    assert Event.objects.get(verb="score.weigh").data == {"weights": ONLY_WAITING}
    with pytest.raises(NotAllowed):
        weigh(WEIGHTS, by=cast.ana)
    for wrong in ({}, dict.fromkeys(PARTS, 0), dict.fromkeys(PARTS, 101)):
        with pytest.raises(NotPossible):
            weigh(wrong, by=cast.ada)


def test_the_conversation_shows_its_parts_and_they_add_up(cast: Cast, django_assert_num_queries: Any) -> None:
    made = conversation(cast.channel, "Where is my train? This is terrible!")
    route_messages([made.messages.get().pk])
    keep_scores([made.pk])
    with django_assert_num_queries(3):
        aside = score_aside(made, cast.ben)
    assert aside is not None
    assert aside.title == f"Score {points(made)} of 100"
    shown = [int(line.sentence.rsplit(": ", 1)[1].split()[0]) for line in aside.lines]
    assert sum(shown) == points(made)
    assert shown == sorted(shown, reverse=True)
    assert {"Needs a reply", "Question", "Waiting"} <= {line.word for line in aside.lines}
