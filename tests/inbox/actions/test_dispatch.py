"""Claims, leases and fences: nothing leaves twice. The network is the real sandbox process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from inbox import tasks
from inbox.actions import dispatch, reconcile
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
    assert state(delivery) == "retry"
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


def lost(road: Road) -> Delivery:
    """A delivery whose answer never came."""
    delivery = road.queued()
    claimed = dispatch.start(delivery.pk)
    assert claimed is not None
    dispatch.lose(claimed, error="The line went dead.")
    return claimed


def test_where_no_key_is_kept_it_is_looked_for_and_then_people_are_asked_once(road: Road) -> None:
    delivery = lost(road)
    waits = []
    for _ in range(7):
        before = timezone.now()
        reconcile.missing(delivery, key_life=None)
        delivery.refresh_from_db()
        waits.append(round((delivery.not_before - before).total_seconds()))
    assert waits == [5, 15, 60, 300, 300, 300, 300]
    assert Delivery.objects.for_people().get() == delivery
    assert Event.objects.filter(verb="delivery.ask").count() == 1
    assert (state(delivery), road.answers()) == ("uncertain", [])


def test_a_key_that_has_outlived_its_time_is_not_used_again(road: Road) -> None:
    delivery = lost(road)
    Delivery.objects.update(first_started_at=timezone.now() - timedelta(hours=2))
    for _ in range(3):
        reconcile.missing(delivery, key_life=timedelta(hours=1))
        assert state(delivery) == "uncertain"
    reconcile.missing(delivery, key_life=timedelta(hours=3))
    assert state(delivery) == "retry"


def test_a_look_up_that_could_not_see_everything_sends_nothing(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = lost(road)
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    for _ in range(6):
        Delivery.objects.update(not_before=timezone.now())
        tasks.look_up(delivery.pk)
    assert state(delivery) == "uncertain"
    assert Delivery.objects.for_people().exists()
