"""Every reply leaves once, or its author is told why not. The network is the real sandbox process."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import Event, Membership
from inbox import tasks
from inbox.actions import dispatch
from inbox.actions.channel import pause
from inbox.actions.deliver import send_again
from inbox.actions.review import look_again
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


def rejected(delivery: Delivery) -> str:
    """Why it stayed here."""
    tasks.deliver(delivery.pk)
    assert state(delivery) == "rejected"
    return str(delivery.error)


def test_what_is_answered_was_edited_meanwhile(road: Road) -> None:
    delivery = road.queued()
    road.customer.edit(road.asked, "where is the 19:12?")
    road.poll()
    assert "was edited since" in rejected(delivery)
    with pytest.raises(NotPossible, match="Look at it again first"):
        send_again(delivery, by=road.cast.ben)
    look_again(delivery.draft, version=1, seen=Message.objects.get().pk, by=road.cast.ben)
    tasks.deliver(delivery.pk)
    assert (state(delivery), road.answers()) == ("sent", ["It leaves at 18:20."])


def test_they_wrote_again_before_it_left(road: Road) -> None:
    delivery = road.queued()
    more = road.customer.post(f"@{road.brand.handle} never mind", reply_to=road.asked)
    road.poll()
    assert Message.objects.get(external_id=more["id"]).conversation == road.conversation
    assert "wrote again" in rejected(delivery)
    assert road.answers() == [more["text"]]


def test_a_worker_that_was_held_up_after_its_claim_sends_nothing(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery, clock = road.queued(), time.monotonic
    claim = dispatch.start

    def held_up(delivery_id: int) -> Delivery | None:
        claimed = claim(delivery_id)
        monkeypatch.setattr(time, "monotonic", lambda: clock() + 21)
        return claimed

    monkeypatch.setattr(dispatch, "start", held_up)
    tasks.deliver(delivery.pk)
    assert (state(delivery), road.answers()) == ("retry", [])
