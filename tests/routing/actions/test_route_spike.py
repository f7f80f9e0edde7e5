"""Rules that answer to spikes decide about each conversation in one."""

from __future__ import annotations

import pytest

from inbox.models import Message
from routing.actions.route_spike import route_spike
from routing.models import Decision, Spike
from routing.rules import Step
from tests.cast import NOON, Cast, conversation
from tests.routing.book import rule, says

pytestmark = pytest.mark.django_db


def spike(cast: Cast) -> Spike:
    made = [conversation(cast.channel, text) for text in ("Trains stand still", "No trains", "Nice weather")]
    found = Spike.objects.create(channel=cast.channel, raised_at=NOON, posts=3, usual=0, sigmas=5)
    found.messages.set(Message.objects.filter(conversation__in=made))
    return found


def test_each_once(cast: Cast) -> None:
    rule(cast, "Trains", says("trains"), Step("priority", 4), trigger="spike")
    raised = spike(cast)
    for _twice in range(2):
        assert route_spike(raised) == 0
    assert Decision.objects.filter(trigger="spike").count() == 3
    assert sorted(raised.messages.values_list("conversation__priority", flat=True)) == [2, 4, 4]


def test_without_such_rules_nothing_is_decided(cast: Cast) -> None:
    rule(cast, "Trains", says("trains"), Step("priority", 4))
    route_spike(spike(cast))
    assert not Decision.objects.exists()
