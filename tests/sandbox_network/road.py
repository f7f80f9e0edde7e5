"""A brand connected to the sandbox, and a customer who asked it something."""

from __future__ import annotations

from django.utils import timezone

from inbox import tasks
from inbox.actions import dispatch
from inbox.actions.channel import connect
from inbox.actions.deliver import queue
from inbox.actions.draft import write
from inbox.models import Channel, Conversation, Delivery, Draft, Message
from tests.cast import Cast
from tests.sandbox_network.network import Network, Person


class Road:
    """One post in, one reply out, played by the brand, its customer and its members."""

    def __init__(self, network: Network, cast: Cast) -> None:
        self.cast = cast
        self.network = network
        self.brand: Person = network.brand()
        self.customer: Person = network.person()
        self.channel: Channel = connect(
            self.brand.connector().connect(),
            network="sandbox",
            name="Northline",
            settings={},
            credentials={"token": self.brand.token},
            default_department=cast.service,
            by=cast.ada,
        )
        cast.ben.undo_seconds = 0
        cast.ben.save()
        self.asked = self.customer.post(f"@{self.brand.handle} where is the 18:12?")["id"]
        self.poll()

    def poll(self) -> None:
        Channel.objects.filter(pk=self.channel.pk).update(next_poll_at=timezone.now(), lease_until=None)
        tasks.poll_channel(self.channel.pk)

    @property
    def conversation(self) -> Conversation:
        return Conversation.objects.get(channel=self.channel)

    def draft(self, text: str = "It leaves at 18:20.") -> Draft:
        answers = Message.objects.get(external_id=self.asked)
        return write(self.conversation, kind="reply", text=text, answers=answers, by=self.cast.ben)

    def queued(self, text: str = "It leaves at 18:20.") -> Delivery:
        return queue(self.draft(text), by=self.cast.ben)

    def lost(self) -> Delivery:
        """A delivery whose answer never came."""
        claimed = dispatch.start(self.queued().pk)
        assert claimed is not None
        dispatch.lose(claimed, error="The line went dead.")
        return claimed

    def answers(self) -> list[str]:
        return [post["text"] for post in self.customer.thread(self.asked)["below"]]


def state(delivery: Delivery) -> str:
    """What the database knows of it now."""
    delivery.refresh_from_db()
    return str(delivery.state)
