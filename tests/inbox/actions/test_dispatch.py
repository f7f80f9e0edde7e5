"""Claims, leases and fences: nothing leaves twice. The network is the real sandbox process."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inbox import tasks
from inbox.actions import dispatch
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
