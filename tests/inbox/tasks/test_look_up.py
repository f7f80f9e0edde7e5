"""An uncertain reply is looked for on networks of every temper, and nobody is told "not there" too early."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox import tasks
from inbox.models import Delivery
from tests.sandbox_network.network import Network
from tests.sandbox_network.road import Road, state

pytestmark = pytest.mark.django_db

SENDING = {"method": "POST", "path": "/api/posts"}


@pytest.fixture
def keyless(road: Road, sandbox: Network) -> Road:
    """The road on a network that knows no keys."""
    asked = {"account": road.brand.id, "key_behaviour": "none_lookup"}
    sandbox.http.post("/api/behaviours", json=asked).raise_for_status()
    road.channel.settings = {"key_behaviour": "none_lookup"}
    road.channel.save()
    return road


def lost(road: Road, phase: str) -> Delivery:
    """A reply whose answer never came."""
    delivery = road.queued()
    assert delivery.external_id == ""
    road.network.fault("reset", road.brand, phase=phase, match=SENDING)
    tasks.deliver(delivery.pk)
    assert state(delivery) == "uncertain"
    return delivery


def looked_up(delivery: Delivery, *, began: timedelta = timedelta(0)) -> str:
    """The state after one look, as if the only attempt had begun so long ago."""
    moment = timezone.now() - began
    moments = {"started_at": moment, "first_started_at": moment} if began else {}
    Delivery.objects.filter(pk=delivery.pk).update(not_before=timezone.now(), **moments)
    tasks.look_up(delivery.pk)
    return state(delivery)


def test_a_reply_without_a_key_is_found_by_what_it_says(keyless: Road) -> None:
    delivery = lost(keyless, "after_commit")
    assert looked_up(delivery) == "sent"
    assert delivery.external_id == keyless.network.accepted(keyless.brand)[0]["id"]
    assert keyless.answers() == ["It leaves at 18:20."]


def test_a_reply_that_is_not_there_is_never_sent_again_by_itself(keyless: Road) -> None:
    delivery = lost(keyless, "after_body")
    for began in (timedelta(0), timedelta(minutes=5), timedelta(minutes=6), timedelta(minutes=7)):
        assert looked_up(delivery, began=began) == "uncertain"
    tasks.sweep_deliveries()
    assert keyless.answers() == []


def test_an_equal_reply_from_before_the_attempt_is_another_one(keyless: Road) -> None:
    keyless.brand.post("It leaves at 18:20.", reply_to=keyless.asked)
    delivery = lost(keyless, "after_body")
    Delivery.objects.update(first_started_at=timezone.now() + timedelta(seconds=2))
    assert looked_up(delivery) == "uncertain"
    assert keyless.answers() == ["It leaves at 18:20."]
