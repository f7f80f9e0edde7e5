"""After a restore from backup deliveries start paused and look first."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.actors import DELIVERY
from accounts.models import Event
from inbox import tasks
from inbox.actions import dispatch
from inbox.actions.restore import notice_restore
from inbox.channels.base import RetryLater
from inbox.connect import connector_for, tried_record
from inbox.models import Delivery, Installation, Message
from tests.sandbox_network.road import Road, state

pytestmark = pytest.mark.django_db


def restored() -> None:
    """As a database finds itself after it was loaded elsewhere from a dump."""
    Installation.objects.update(place="another/1/2")


def test_the_first_look_only_remembers_the_place() -> None:
    assert not notice_restore(by=DELIVERY)
    assert not notice_restore(by=DELIVERY)
    assert Installation.objects.get().place.count("/") == 2


def test_what_left_after_the_backup_is_found_and_not_sent_again(road: Road) -> None:
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    # The backup knew it as queued and had no message of ours.
    Message.objects.filter(is_ours=True).delete()
    Delivery.objects.update(state="queued", attempts=0, message=None, sent_at=None, started_at=None)
    restored()
    tasks.deliver(delivery.pk)
    assert state(delivery) == "uncertain"
    tasks.look_up(delivery.pk)
    assert state(delivery) == "sent"
    assert road.answers() == ["It leaves at 18:20."]
    assert Event.objects.filter(verb="installation.restore").count() == 1


def test_what_had_not_left_leaves_after_the_look(road: Road) -> None:
    delivery = road.queued()
    notice_restore(by=DELIVERY)
    restored()
    tasks.sweep_deliveries()
    assert (state(delivery), road.answers()) == ("uncertain", [])
    for _ in range(2):
        Delivery.objects.update(not_before=timezone.now())
        tasks.look_up(delivery.pk)
    Delivery.objects.update(not_before=timezone.now())
    tasks.deliver(delivery.pk)
    assert road.answers() == ["It leaves at 18:20."]


def test_the_operator_can_say_so_after_copying_a_folder_back(road: Road) -> None:
    delivery = road.queued()
    said = StringIO()
    call_command("restored", stdout=said)
    assert "1 replies will be looked up" in said.getvalue()
    assert state(delivery) == "uncertain"


def test_without_keys_it_is_judged_once_nothing_from_before_the_restore_can_arrive(road: Road) -> None:
    asked = {"account": road.brand.id, "key_behaviour": "none_lookup"}
    road.network.http.post("/api/behaviours", json=asked).raise_for_status()
    road.channel.settings = {"key_behaviour": "none_lookup"}
    road.channel.save()
    delivery = road.queued()
    notice_restore(by=DELIVERY)
    restored()
    tasks.sweep_deliveries()
    assert state(delivery) == "uncertain"
    connector = connector_for(delivery.channel)
    with pytest.raises(RetryLater):
        connector.find(tried_record(delivery))
    assert delivery.started_at is not None
    delivery.started_at -= timedelta(seconds=40)
    assert connector.find(tried_record(delivery)) is None


def test_what_was_in_doubt_before_is_looked_for_from_the_beginning(road: Road) -> None:
    delivery = road.queued()
    claimed = dispatch.start(delivery.pk)
    assert claimed is not None
    dispatch.lose(claimed, error="The line went dead.")
    Delivery.objects.update(look_ups=9, started_at=timezone.now() - timedelta(hours=1))
    notice_restore(by=DELIVERY)
    restored()
    tasks.sweep_deliveries()
    assert (state(delivery), delivery.look_ups) == ("uncertain", 0)
    assert delivery.started_at is not None
    assert timezone.now() - delivery.started_at < timedelta(seconds=30)
