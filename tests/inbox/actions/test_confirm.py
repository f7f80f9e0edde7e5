"""Our own messages, seen on the network, are the best proof. The network is the real sandbox process."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inbox import tasks
from inbox.models import Channel, Delivery, Message
from tests.sandbox_network.road import Road, state

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("believed", ["retry", "rejected", "queued"])
def test_evidence_counts_more_than_what_we_believed(road: Road, believed: str) -> None:
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    Message.objects.filter(is_ours=True).delete()
    Delivery.objects.update(state=believed, not_before=timezone.now(), message=None, sent_at=None)
    Channel.objects.filter(pk=road.channel.pk).update(cursor={})
    road.customer.post("thanks", reply_to=delivery.external_id)
    road.poll()
    assert state(delivery) == "confirmed"
    tasks.deliver(delivery.pk)
    assert len(road.network.accepted(road.brand)) == 1
