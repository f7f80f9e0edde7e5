"""One real post in, one real reply out, on a real Bluesky network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Event
from inbox import tasks
from inbox.actions.channel import connect
from inbox.actions.deliver import cancel, queue
from inbox.actions.draft import write
from inbox.actions.take_down import delete
from inbox.channels.bluesky import Bluesky
from inbox.models import Channel, Conversation, Delivery, Inbound, Message, Post, PostFigures
from tests.bluesky_network.network import Network
from tests.bluesky_network.people import Person
from tests.cast import Cast
from tests.running import eventually

pytestmark = [pytest.mark.django_db, pytest.mark.bluesky]


@dataclass
class Road:
    """A connected brand and a customer, both on the network."""

    channel: Channel
    brand: Person
    customer: Person

    def poll(self) -> None:
        """What the scheduler would start."""
        Channel.objects.filter(pk=self.channel.pk).update(next_poll_at=timezone.now(), lease_until=None)
        tasks.poll_channel(self.channel.pk)

    def polled(self, check: Callable[[], Any]) -> Any:
        """Poll until it came in."""

        def once() -> Any:
            self.poll()
            return check()

        return eventually(once)


@pytest.fixture
def road(bluesky_network: Network, cast: Cast) -> Road:
    brand, customer = bluesky_network.newcomer("brand"), bluesky_network.newcomer("mira")
    settings = {"service_url": bluesky_network.url, "handle": brand.handle}
    connector = Bluesky(settings, {"app_password": brand.app_password("liaison")})
    channel = connect(
        connector.connect(),
        network="bluesky",
        name="",
        settings=settings,
        credentials=connector.credentials,
        default_department=cast.service,
        by=cast.ada,
    )
    cast.ben.undo_seconds = 0
    cast.ben.save()
    return Road(channel, brand, customer)


def mentioned(road: Road) -> Conversation:
    road.customer.post(f"@{road.brand.handle} where is the 18:12?", mentions=[road.brand])
    made: Conversation = road.polled(lambda: Conversation.objects.filter(channel=road.channel).first())
    return made


def answer(made: Conversation, cast: Cast, text: str = "It leaves at 18:20 today.") -> Delivery:
    draft = write(made, kind="reply", text=text, answers=made.messages.get(), by=cast.ben)
    return queue(draft, by=cast.ben)


def test_a_mention_is_answered_and_the_answer_stands_on_the_network_once(road: Road, cast: Cast) -> None:
    made = mentioned(road)
    asked = made.messages.get()
    delivery = answer(made, cast)
    tasks.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("sent", "")
    parent = road.customer.sees(asked.external_id)
    assert parent is not None
    ref_replies = eventually(lambda: replies(road, asked.external_id))
    assert [reply["record"]["text"] for reply in ref_replies] == ["It leaves at 18:20 today."]

    # The same delivery run again, as after a crash before its result was written down.
    Delivery.objects.update(state="queued", not_before=timezone.now())
    tasks.deliver(delivery.pk)
    assert len(replies(road, asked.external_id)) == 1
    assert made.messages.filter(is_ours=True).count() == 1

    road.polled(lambda: Delivery.objects.filter(state="confirmed").exists())
    made.refresh_from_db()
    assert (made.status, made.message_count) == ("pending", 2)
    assert made.messages.get(is_ours=True).member == cast.ben


def test_an_undone_reply_never_leaves(road: Road, cast: Cast) -> None:
    made = mentioned(road)
    cast.ben.undo_seconds = 15
    delivery = cancel(answer(made, cast), by=cast.ben)
    Delivery.objects.update(not_before=timezone.now())
    tasks.deliver(delivery.pk)
    tasks.sweep_deliveries()
    assert replies(road, made.messages.get().external_id) == []
    assert made.drafts.get().state == "writing"


def test_a_worker_that_died_half_way_is_looked_up_and_never_sent_twice(road: Road, cast: Cast) -> None:
    made = mentioned(road)
    asked = made.messages.get().external_id
    delivery = answer(made, cast)
    tasks.deliver(delivery.pk)
    Message.objects.filter(is_ours=True).delete()
    Delivery.objects.update(state="sending", lease_until=timezone.now(), message=None, sent_at=None)
    tasks.sweep_deliveries()
    delivery.refresh_from_db()
    assert delivery.state == "uncertain"
    Delivery.objects.update(not_before=timezone.now())
    tasks.look_up(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert len(eventually(lambda: replies(road, asked))) == 1
    assert Event.objects.filter(verb="delivery.lose").count() == 1


def test_a_deleted_mention_is_marked_and_our_reply_can_be_taken_down(road: Road, cast: Cast) -> None:
    made = mentioned(road)
    delivery = answer(made, cast)
    tasks.deliver(delivery.pk)
    ours = made.messages.get(is_ours=True)
    delete(ours, by=cast.ben)
    tasks.take_down(ours.pk)
    ours.refresh_from_db()
    assert ours.removed_at is not None
    eventually(lambda: not road.customer.sees(ours.external_id))

    asked = made.messages.get(is_ours=False)
    body = {"repo": road.customer.did, "collection": "app.bsky.feed.post", "rkey": asked.external_id.rsplit("/", 1)[1]}
    road.customer.call("com.atproto.repo.deleteRecord", body)

    def marked() -> bool:
        tasks.recheck_channel(road.channel.pk)
        asked.refresh_from_db()
        return asked.removed_at is not None

    eventually(marked)
    made.refresh_from_db()
    assert made.waiting_since is None


def test_comments_under_our_own_post_are_a_conversation_each(road: Road, cast: Cast) -> None:
    post = road.brand.post("The new timetable is out.")
    first = road.customer.reply(post, "Where is the night train?")
    road.customer.reply(post, "And the ferry?")
    road.brand.reply(first, "It comes back in March.", root=post)
    road.customer.like(post)
    road.polled(lambda: Message.objects.filter(channel=road.channel).count() == 3)
    assert Conversation.objects.count() == 2
    assert {made.post for made in Conversation.objects.all()} == {Post.objects.get()}
    assert Conversation.objects.get(messages__text="Where is the night train?").status == "pending"
    road.polled(lambda: PostFigures.objects.filter(likes=1, replies=2).exists())


def test_polling_again_changes_nothing(road: Road, cast: Cast) -> None:
    mentioned(road)
    road.poll()
    before = (Message.objects.count(), Inbound.objects.count(), Event.objects.count())
    for _ in range(3):
        road.poll()
    assert (Message.objects.count(), Inbound.objects.count(), Event.objects.count()) == before
    assert not Inbound.objects.filter(processed_at=None).exists()


def replies(road: Road, uri: str) -> list[dict[str, object]]:
    thread = road.customer.read("app.bsky.feed.getPostThread", uri=uri, depth=1)["thread"]
    return [reply["post"] for reply in thread.get("replies", [])]
