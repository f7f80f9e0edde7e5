"""One post in and one reply out, over the sandbox network, through the product's own tasks."""

from __future__ import annotations

import pytest

from inbox.actions import deliver as delivering
from inbox.actions.channel import connect
from inbox.actions.draft import write
from inbox.actions.take_down import delete
from inbox.models import Channel, Conversation, Delivery, Message
from inbox.models.delivery import DeliveryState
from inbox.tasks import deliver, poll_channel, take_down
from tests.cast import Cast
from tests.sandbox_network.network import Network, Person

pytestmark = pytest.mark.django_db


def connected(cast: Cast, brand: Person) -> Channel:
    return connect(
        brand.connector().connect(),
        network="sandbox",
        name="Northline",
        settings={},
        credentials={"token": brand.token},
        default_department=cast.service,
        by=cast.ada,
    )


def poll(channel: Channel) -> None:
    """Let a poll happen now, whatever its turn."""
    Channel.objects.filter(pk=channel.pk).update(next_poll_at="2026-01-01T00:00Z", lease_until=None)
    poll_channel(channel.pk)


def answered(cast: Cast, conversation: Conversation, text: str) -> Delivery:
    cast.ben.undo_seconds = 0
    cast.ben.save()
    asked = conversation.messages.get(is_ours=False)
    draft = write(conversation, kind="reply", text=text, answers=asked, by=cast.ben)
    return delivering.queue(draft, by=cast.ben)


@pytest.mark.parametrize("private", [False, True])
def test_asked_answered_confirmed_and_taken_down(cast: Cast, sandbox: Network, private: bool) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    channel = connected(cast, brand)
    asked = mira.post("Where is it?", to=brand.id) if private else mira.post(f"@{brand.handle} where is it?")
    poll(channel)
    conversation = Conversation.objects.get(channel=channel)
    assert (conversation.department, conversation.is_private, conversation.is_closed) == (
        cast.service,
        private,
        private,
    )

    delivery = answered(cast, conversation, "Two minutes away.")
    deliver(delivery.pk)
    deliver(delivery.pk)
    heard = [each["post"] for each in mira.notices()["notices"] if each["post"]["author"]["id"] == brand.id]
    assert [post["text"] for post in heard] == ["Two minutes away."]
    assert (heard[0]["to"] is not None, heard[0]["reply_to"]) == (private, None if private else asked["id"])

    poll(channel)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CONFIRMED
    ours = Message.objects.get(channel=channel, is_ours=True)
    assert (ours.conversation, ours.member) == (conversation, cast.ben)

    delete(ours, by=cast.ben)
    take_down(ours.pk)
    ours.refresh_from_db()
    assert ours.removed_at is not None
    assert brand.ask("GET", f"/api/posts?ids={ours.external_id}").json()["posts"][0]["deleted_at"]


def test_an_echo_that_is_quicker_than_the_answer_still_confirms(cast: Cast, sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    channel = connected(cast, brand)
    mira.post(f"@{brand.handle} where is it?")
    poll(channel)
    delivery = answered(cast, Conversation.objects.get(channel=channel), "Here.")
    brand.connector().send(delivery.record)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.UNCERTAIN)
    poll(channel)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CONFIRMED
    assert Message.objects.filter(channel=channel, is_ours=True).count() == 1


def test_edits_and_deletions_reach_the_same_message(cast: Cast, sandbox: Network) -> None:
    brand, mira = sandbox.brand(), sandbox.person()
    channel = connected(cast, brand)
    said = mira.post(f"@{brand.handle} wher is it?")
    poll(channel)
    mira.edit(said["id"], f"@{brand.handle} where is it?")
    poll(channel)
    message = Message.objects.get(channel=channel)
    assert message.text.endswith("where is it?")
    assert message.edited_at is not None
    mira.delete(said["id"])
    poll(channel)
    message.refresh_from_db()
    assert message.removed_at is not None
    assert message.text.endswith("where is it?")
    assert message.conversation.waiting_since is None
