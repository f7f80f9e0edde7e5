"""What is heard is counted by topic, and reposts once."""

from __future__ import annotations

import pytest

from inbox.models import Message
from routing.actions.correct import correct_reading
from routing.actions.hear import hear, hear_again
from routing.actions.route import route_messages
from routing.actions.word_list import create
from routing.models import Heard, Reading
from routing.rules import Step
from tests.cast import Cast, conversation
from tests.routing.book import rule, says

pytestmark = pytest.mark.django_db


def said(cast: Cast, text: str) -> Message:
    message: Message = conversation(cast.channel, text).messages.get()
    route_messages([message.pk])
    return message


def test_each_message_counts_for_its_topics_and_for_everything(cast: Cast) -> None:
    trains = create(name="Trains", kind="words", words=["train*"], is_topic=True, by=cast.ada)
    rule(cast, "Any", says("gold"), Step("priority", 4))
    message = said(cast, "Your trains are terrible, terrible, terrible!")
    rows = Heard.objects.filter(message=message)
    assert {(row.topic_id, row.sentiment, row.at) for row in rows} == {
        (None, "negative", message.sent_at),
        (trains.pk, "negative", message.sent_at),
    }
    assert hear([message], Reading.objects.filter(message=message))
    assert rows.count() == 2


def test_a_correction_counts_at_once(cast: Cast) -> None:
    message = said(cast, "Your trains are terrible, terrible, terrible!")
    correct_reading(message, kind="sentiment", value="positive", by=cast.ben)
    assert [row.sentiment for row in Heard.objects.all()] == ["positive"]
    assert len(hear_again(message)) == 1


def test_reposts_share_their_fingerprint(cast: Cast) -> None:
    said(cast, "Trains stand still at Northfield again")
    said(cast, "RT @mira: Trains stand still at Northfield again")
    said(cast, "Nothing moves at all in Southfield today")
    assert Heard.objects.values("fingerprint").distinct().count() == 2
