"""What a look brings for a reply of which nobody knows whether it arrived. The network is the real sandbox process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event, Membership
from inbox import tasks
from inbox.actions import dispatch, reconcile
from inbox.actions.deliver import send_again
from inbox.models import Delivery
from tests.sandbox_network.road import Road, state

pytestmark = pytest.mark.django_db


def test_where_no_key_is_kept_it_is_looked_for_and_then_people_are_asked_once(road: Road) -> None:
    delivery = road.lost()
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
    delivery = road.lost()
    Delivery.objects.update(first_started_at=timezone.now() - timedelta(hours=2))
    for _ in range(3):
        reconcile.missing(delivery, key_life=timedelta(hours=1))
        assert state(delivery) == "uncertain"
    reconcile.missing(delivery, key_life=timedelta(hours=3))
    assert state(delivery) == "retry"


def test_a_look_up_that_could_not_see_everything_sends_nothing(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = road.lost()
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    for _ in range(6):
        Delivery.objects.update(not_before=timezone.now())
        tasks.look_up(delivery.pk)
    assert state(delivery) == "uncertain"
    assert Delivery.objects.for_people().exists()


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


def test_after_a_refusal_only_a_person_repeats(road: Road) -> None:
    delivery = road.lost()
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
    delivery, waited = road.lost(), timedelta(seconds=2)
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
    delivery = road.lost()
    one, other = (Delivery.objects.get(pk=delivery.pk) for _ in range(2))
    assert reconcile.missing(one, key_life=None)
    assert not reconcile.blind(other)
    assert (state(delivery), delivery.look_ups) == ("uncertain", 1)
