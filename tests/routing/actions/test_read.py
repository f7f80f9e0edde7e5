"""What programs read is kept once, with its evidence."""

from __future__ import annotations

import pytest

from routing.actions.read import read_messages, read_text
from routing.models import Reading
from routing.readings.topics import Topics
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_each_message_is_read_once(cast: Cast) -> None:
    message = conversation(cast.channel, "The train was cancelled, I want a refund!").messages.get()
    topics = Topics({7: ["~refund"]}, ["en"])
    read = {one.kind: one for one in read_messages([message], topics)}
    assert {kind: one.value for kind, one in read.items()} == {
        "language": "en",
        "sentiment": read["sentiment"].value,
        "needs_reply": "yes",
        "topic": "7",
    }
    assert read["topic"].evidence == [{"why": "7", "start": 34, "length": 6, "weight": 1.0}]
    read_messages([message], topics)
    assert Reading.objects.filter(message=message).count() == 4


def test_a_typed_text_is_read_alike(cast: Cast) -> None:
    read = read_text("Der Zug ist schon wieder zu spät gekommen", None)
    assert (read["language"].value, read["sentiment"].value) == ("de", "")
