"""Every reply leaves once, or its author is told why not. The network is the real sandbox process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event, Membership
from inbox import tasks
from inbox.actions.channel import pause
from inbox.models import Delivery, Message
from tests.sandbox_network.road import Road, state

pytestmark = pytest.mark.django_db


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


def test_a_network_that_is_away_is_tried_again_later(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = road.queued()
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    tasks.deliver(delivery.pk)
    assert state(delivery) == "retry"
    assert "can't be reached" in delivery.error
    assert delivery.not_before > timezone.now() + timedelta(seconds=10)
    monkeypatch.setenv("SANDBOX_URL", road.network.url)
    Delivery.objects.update(not_before=timezone.now())
    tasks.sweep_deliveries()
    tasks.deliver(delivery.pk)
    assert (state(delivery), delivery.attempts) == ("sent", 2)


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
