"""What is so about a message, as rules ask it."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.actions.label import label
from inbox.actions.labels import create as create_label
from inbox.channels.base import Author
from inbox.models import Handle, Message
from routing import facts
from routing.actions.read import read_messages
from routing.facts import RELATED, add_provider, facts_of
from routing.surroundings import FIELDS as SURROUNDINGS
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
MIRA = Author("did:mira", "Mira.example", "Mira Castellanos")


def asked(made: Any) -> dict[str, Any]:
    messages = list(Message.objects.filter(conversation=made).select_related(*RELATED))
    return facts_of(messages, "received", read_messages(messages, None))[messages[0].pk]


def test_everything_that_is_known_is_told(cast: Cast) -> None:
    conversation(cast.channel, author=MIRA)
    made = conversation(cast.channel, "Where is my refund? I have been waiting for weeks", author=MIRA)
    handle = Handle.objects.get(external_id="did:mira")
    Handle.objects.filter(pk=handle.pk).update(followers=12)
    handle.contact.relationship, handle.contact.custom = "press", {"7": "gold"}
    handle.contact.save()
    urgent = create_label(name="urgent", department=None, by=cast.ada)
    label(made, name="urgent", by=cast.ana)
    known = {name: value for name, value in asked(made).items() if name not in SURROUNDINGS}
    assert known == {
        "trigger": "received",
        "text": "Where is my refund? I have been waiting for weeks",
        "kind": "mention",
        "channel": cast.channel.pk,
        "network": "push",
        "has_picture": False,
        "language": "en",
        "sentiment": "neutral",
        "needs_reply": "yes",
        "topics": [],
        "department": cast.service.pk,
        "priority": 2,
        "status": "open",
        "assigned": False,
        "assignee": None,
        "visibility": "public",
        "labels": [urgent.pk],
        "message_count": 0,
        "author": ["did:mira", "mira.example"],
        "followers": 12,
        "relationship": "press",
        "custom:7": "gold",
        "watches": [],
        "earlier": 1,
    }


def test_another_part_adds_what_it_knows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "_providers", [])
    add_provider(lambda messages, _now: {message.pk: {"weather": "rain"} for message in messages})
    assert asked(conversation(cast.channel))["weather"] == "rain"
