"""Claims, leases and fences: nothing leaves twice. The network is the real sandbox process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from inbox import tasks
from inbox.actions import dispatch, reconcile
from inbox.actions.channel import pause
from inbox.channels.base import Sent
from inbox.models import Delivery, Message
from tests.sandbox_network.road import Road, state

pytestmark = pytest.mark.django_db


def test_a_second_reply_waits_for_the_first(road: Road) -> None:
    first, second = road.queued("first"), road.queued("second")
    tasks.deliver(second.pk)
    assert road.answers() == []
    tasks.deliver(first.pk)
    tasks.deliver(second.pk)
    assert road.answers() == ["first", "second"]


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


def expiring(road: Road) -> None:
    """From now on the network forgets keys after a minute."""
    asked = {"account": road.brand.id, "key_behaviour": "expires"}
    road.network.http.post("/api/behaviours", json=asked).raise_for_status()
    road.channel.settings = {"key_behaviour": "expires"}
    road.channel.save()


def test_a_repetition_whose_key_died_while_it_waited_does_not_leave(road: Road) -> None:
    expiring(road)
    delivery = road.lost()
    for _ in range(2):
        Delivery.objects.update(not_before=timezone.now())
        tasks.look_up(delivery.pk)
    assert state(delivery) == "retry"
    Delivery.objects.update(not_before=timezone.now(), first_started_at=timezone.now() - timedelta(seconds=31))
    tasks.deliver(delivery.pk)
    assert (state(delivery), delivery.attempts, road.answers()) == ("uncertain", 1, [])
    assert "too late to send it again" in delivery.error
    assert Event.objects.filter(verb="delivery.lose", data__cause="key").count() == 1


def test_what_certainly_never_left_needs_no_key_to_be_tried_again(road: Road) -> None:
    expiring(road)
    delivery = road.queued()
    claimed = dispatch.start(delivery.pk)
    assert claimed is not None
    dispatch.retry(claimed, error="Come back in an hour.", at=timezone.now())
    Delivery.objects.update(first_started_at=timezone.now() - timedelta(hours=1))
    tasks.deliver(delivery.pk)
    assert (state(delivery), road.answers()) == ("sent", ["It leaves at 18:20."])


def test_a_refused_repetition_says_nothing_about_the_attempt_before(road: Road) -> None:
    delivery = road.queued()
    claimed = dispatch.start(delivery.pk)
    assert claimed is not None
    road.brand.connector().send(claimed.record)
    dispatch.lose(claimed, error="The line went dead.")
    Delivery.objects.update(state="retry", not_before=timezone.now())
    again = dispatch.start(delivery.pk)
    assert again is not None
    dispatch.reject(again, error="Its author left.")
    assert (state(delivery), delivery.error) == ("uncertain", "Its author left.")
    Delivery.objects.update(not_before=timezone.now())
    tasks.look_up(delivery.pk)
    assert state(delivery) == "sent"


def test_what_is_held_back_is_not_in_the_way_of_what_can_leave(road: Road) -> None:
    first = road.lost()
    second = road.queued("second")
    assert not Delivery.objects.leaving().exists()
    reconcile.found(first, sent=Sent("elsewhere"))
    assert Delivery.objects.leaving().get() == second
    pause(road.channel, by=road.cast.ada)
    assert not Delivery.objects.leaving().exists()
