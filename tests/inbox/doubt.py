"""Replies in doubt, brought about the way they come about: sent, lost, looked for in vain."""

from __future__ import annotations

from typing import Any

from accounts.models import Member
from inbox.actions import dispatch, reconcile
from inbox.actions.deliver import queue
from inbox.actions.draft import write
from inbox.models import Channel, Delivery
from inbox.models.delivery import LOOK_UP_WAITS
from tests.cast import channel, conversation

POST = {"uri": "at://did:mira/app.bsky.feed.post/1", "cid": "c1", "root_uri": "at://did:mira/1", "root_cid": "c1"}


def network(department: Any, **fields: Any) -> Channel:
    """A channel that can be answered."""
    return channel(department, **{"network": "bluesky", "name": "Northline", "handle": "northline.example"} | fields)


def in_doubt(place: Channel, sender: Member, text: str = "It leaves at 18:20.", **fields: Any) -> Delivery:
    """A reply for a person to decide on."""
    asked = conversation(place, **{"extra": POST, "url": "https://bsky.example/mira/1"} | fields)
    sender.undo_seconds = 0
    draft = write(asked, kind="reply", text=text, answers=asked.messages.get(), by=sender)
    delivery = dispatch.start(queue(draft, by=sender).pk)
    assert delivery is not None
    dispatch.lose(delivery, error="The answer was lost on the way.")
    for _turn in LOOK_UP_WAITS:
        reconcile.missing(delivery, key_life=None)
        delivery.refresh_from_db()
    found: Delivery = Delivery.objects.for_people().get(pk=delivery.pk)
    return found
