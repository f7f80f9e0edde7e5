"""Claims, leases and fences: nothing leaves twice. The network is the real sandbox process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event, Membership
from inbox import tasks
from inbox.actions import dispatch, reconcile
from inbox.actions.channel import pause
from inbox.actions.deliver import send_again
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


def expiring(road: Road) -> None:
    """From now on the network forgets keys after a minute."""
    asked = {"account": road.brand.id, "key_behaviour": "expires"}
    road.network.http.post("/api/behaviours", json=asked).raise_for_status()
    road.channel.settings = {"key_behaviour": "expires"}
    road.channel.save()


def test_a_repetition_whose_key_died_while_it_waited_does_not_leave(road: Road) -> None:
    expiring(road)
    delivery = lost(road)
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


def test_after_a_refusal_only_a_person_repeats(road: Road) -> None:
    delivery = lost(road)
    Delivery.objects.update(state="retry", not_before=timezone.now())
    Membership.objects.filter(member=road.cast.ben).delete()
    tasks.deliver(delivery.pk)
    for _ in range(5):
        assert state(delivery) == "uncertain"
        reconcile.missing(delivery, key_life=timedelta.max)
    assert Delivery.objects.for_people().get() == delivery
    send_again(delivery, by=road.cast.ada)
    assert (state(delivery), delivery.doubted_at, delivery.is_repeatable) == ("queued", None, True)


def test_a_network_that_fails_each_time_is_left_to_people_within_ten_minutes(road: Road) -> None:
    delivery, waited = lost(road), timedelta(seconds=2)
    for _ in range(9):
        before = timezone.now()
        reconcile.missing(delivery, key_life=timedelta.max)
        if state(delivery) == "retry":
            again = dispatch.start(delivery.pk)
            assert again is not None
            dispatch.lose(again, error="It has trouble of its own.")
        delivery.refresh_from_db()
        if delivery.look_ups >= 5:
            break
        waited += delivery.not_before - before
    assert Delivery.objects.for_people().get() == delivery
    assert waited < timedelta(minutes=10)
    assert Event.objects.filter(verb="delivery.ask").count() == 1


def test_two_looks_at_once_count_as_one(road: Road) -> None:
    delivery = lost(road)
    one, other = (Delivery.objects.get(pk=delivery.pk) for _ in range(2))
    assert reconcile.missing(one, key_life=None)
    assert not reconcile.blind(other)
    assert (state(delivery), delivery.look_ups) == ("uncertain", 1)


def test_what_is_held_back_is_not_in_the_way_of_what_can_leave(road: Road) -> None:
    first = lost(road)
    second = road.queued("second")
    assert not Delivery.objects.leaving().exists()
    reconcile.found(first, sent=Sent("elsewhere"))
    assert Delivery.objects.leaving().get() == second
    pause(road.channel, by=road.cast.ada)
    assert not Delivery.objects.leaving().exists()
