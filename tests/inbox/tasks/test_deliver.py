"""Every reply leaves once, or its author is told why not. The network is the real sandbox process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Membership
from inbox import tasks
from inbox.actions import dispatch
from inbox.actions.channel import connect, pause
from inbox.actions.deliver import cancel, queue, send_again, settle
from inbox.actions.draft import Picture, attach, write
from inbox.channels.base import Sent
from inbox.models import Channel, Conversation, Delivery, Draft, Message
from tests.cast import Cast
from tests.inbox.sandbox.network import Network, Person

pytestmark = pytest.mark.django_db


class Road:
    """A brand connected to the sandbox, and a customer who asked it something."""

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

    def answers(self) -> list[str]:
        return [post["text"] for post in self.customer.thread(self.asked)["below"]]


@pytest.fixture
def road(sandbox: Network, cast: Cast) -> Road:
    return Road(sandbox, cast)


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return str(delivery.state)


def test_a_reply_leaves_is_seen_and_the_conversation_waits_for_them(road: Road) -> None:
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    assert state(delivery) == "sent"
    assert road.answers() == ["It leaves at 18:20."]
    assert road.conversation.status == "pending"
    road.poll()
    tasks.recheck_channel(road.channel.pk)
    assert Message.objects.get(is_ours=True).member == road.cast.ben
    verbs = list(Event.objects.filter(subject_kind="delivery").order_by("pk").values_list("verb", flat=True))
    assert verbs[:3] == ["delivery.queue", "delivery.start", "delivery.succeed"]


def test_two_wake_ups_for_one_delivery_make_one_reply(road: Road) -> None:
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    tasks.deliver(delivery.pk)
    tasks.sweep_deliveries()
    assert road.answers() == ["It leaves at 18:20."]
    assert Event.objects.filter(verb="delivery.start").count() == 1


def test_it_waits_for_the_end_of_the_undo_window(road: Road) -> None:
    road.cast.ben.undo_seconds = 15
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    assert (state(delivery), road.answers()) == ("queued", [])
    cancel(delivery, by=road.cast.ben)
    assert Draft.objects.get().state == "writing"
    Delivery.objects.update(not_before=timezone.now())
    tasks.deliver(delivery.pk)
    assert (state(delivery), road.answers()) == ("cancelled", [])


def test_what_has_left_can_not_be_undone(road: Road) -> None:
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    with pytest.raises(NotPossible, match="too late"):
        cancel(delivery, by=road.cast.ben)


def test_a_second_reply_waits_for_the_first(road: Road) -> None:
    first, second = road.queued("first"), road.queued("second")
    tasks.deliver(second.pk)
    assert road.answers() == []
    tasks.deliver(first.pk)
    tasks.deliver(second.pk)
    assert road.answers() == ["first", "second"]


def test_a_network_that_is_away_is_tried_again_later(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = road.queued()
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    tasks.deliver(delivery.pk)
    assert state(delivery) == "queued"
    assert "can't be reached" in delivery.error
    assert delivery.not_before > timezone.now() + timedelta(seconds=10)
    monkeypatch.setenv("SANDBOX_URL", road.network.url)
    Delivery.objects.update(not_before=timezone.now())
    tasks.sweep_deliveries()
    tasks.deliver(delivery.pk)
    assert (state(delivery), delivery.attempts) == ("sent", 2)


def test_a_refusal_is_told_and_can_be_tried_again_by_a_person(road: Road) -> None:
    delivery = road.queued()
    Channel.objects.filter(pk=road.channel.pk).update(external_id="somebody-else")
    tasks.deliver(delivery.pk)
    assert (state(delivery), delivery.error) == ("rejected", "This reply was written for another sandbox account.")
    Channel.objects.filter(pk=road.channel.pk).update(external_id=road.brand.id)
    tasks.deliver(send_again(delivery, by=road.cast.ben).pk)
    assert state(delivery) == "sent"


def test_who_lost_the_right_meanwhile_sends_nothing(road: Road) -> None:
    delivery = road.queued()
    Membership.objects.filter(member=road.cast.ben).delete()
    tasks.deliver(delivery.pk)
    assert state(delivery) == "rejected"
    assert "no longer send" in delivery.error
    assert road.answers() == []


def test_a_paused_channel_lets_nothing_leave(road: Road) -> None:
    delivery = road.queued()
    pause(road.channel, by=road.cast.ada)
    tasks.deliver(delivery.pk)
    assert (state(delivery), road.answers()) == ("queued", [])


def test_an_expired_lease_is_unknown_looked_up_and_found(road: Road) -> None:
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    Message.objects.filter(is_ours=True).delete()
    Delivery.objects.update(state="sending", lease_until=timezone.now(), sent_at=None)
    tasks.sweep_deliveries()
    assert state(delivery) == "uncertain"
    Delivery.objects.update(not_before=timezone.now())
    tasks.look_up(delivery.pk)
    assert state(delivery) == "sent"
    assert road.answers() == ["It leaves at 18:20."]


def test_unknown_and_not_there_is_repeated_with_the_same_key(road: Road) -> None:
    delivery = road.queued()
    claimed = dispatch.start(delivery.pk)
    assert claimed is not None
    dispatch.lose(claimed, error="The line went dead.")
    for _ in range(2):
        Delivery.objects.update(not_before=timezone.now())
        tasks.look_up(delivery.pk)
    assert state(delivery) == "queued"
    Delivery.objects.update(not_before=timezone.now())
    tasks.deliver(delivery.pk)
    assert road.answers() == ["It leaves at 18:20."]


def test_a_worker_that_lost_its_lease_can_write_nothing(road: Road) -> None:
    delivery = road.queued()
    slow = dispatch.start(delivery.pk)
    assert slow is not None
    dispatch.lose(slow, error="expired")
    Delivery.objects.update(state="queued", not_before=timezone.now())
    quick = dispatch.start(delivery.pk)
    assert quick is not None
    assert not dispatch.reject(slow, error="too late to say")
    assert dispatch.succeed(quick, sent=Sent("elsewhere"))
    assert state(delivery) == "sent"


def test_late_evidence_settles_what_was_uncertain(road: Road) -> None:
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    Message.objects.filter(is_ours=True).delete()
    Delivery.objects.update(state="uncertain", look_ups=9, message=None, sent_at=None)
    Channel.objects.filter(pk=road.channel.pk).update(cursor={})
    road.customer.post("thanks", reply_to=delivery.external_id)
    road.poll()
    assert state(delivery) == "confirmed"
    assert Message.objects.filter(is_ours=True).count() == 1


def test_a_person_settles_what_nobody_can_know(road: Road) -> None:
    delivery = road.queued()
    with pytest.raises(NotPossible, match="known by now"):
        settle(delivery, is_there=True, by=road.cast.ben)
    Delivery.objects.update(state="uncertain")
    with pytest.raises(NotAllowed):
        settle(delivery, is_there=False, by=road.cast.tim)
    settle(delivery, is_there=False, by=road.cast.ben)
    assert state(delivery) == "cancelled"
    assert Draft.objects.get().state == "writing"


def test_a_trainee_writes_and_does_not_send(road: Road) -> None:
    answers = Message.objects.get()
    draft = write(road.conversation, kind="reply", text="Hello", answers=answers, by=road.cast.tim)
    with pytest.raises(NotAllowed):
        queue(draft, by=road.cast.tim)


@pytest.mark.parametrize(
    ("text", "why"),
    [(" ", "empty"), ("x" * 501, "at most 500")],
)
def test_what_the_network_would_refuse_is_named_before_it_leaves(road: Road, text: str, why: str) -> None:
    with pytest.raises(NotPossible, match=why):
        road.queued(text)
    assert Draft.objects.get().text == text


def test_nothing_is_answered_that_was_deleted(road: Road) -> None:
    draft = road.draft()
    road.customer.delete(road.asked)
    tasks.recheck_channel(road.channel.pk)
    with pytest.raises(NotPossible, match="deleted by its author"):
        queue(draft, by=road.cast.ben)


def test_a_picture_needs_words_for_those_who_can_not_see_it(road: Road) -> None:
    draft = attach(road.draft(), picture=Picture(b"\x89PNG\r\n\x1a\n", "image/png"), by=road.cast.ben)
    with pytest.raises(NotPossible, match="Describe the picture"):
        queue(draft, by=road.cast.ben)
