"""Rules that time pulls: each once in each wait, when its own time is up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.actions.resolve import resolve
from inbox.models import Conversation
from inbox.models.conversation import Status
from routing.actions.route_waiting import route_waiting
from routing.models import Decision
from routing.rules import Step
from tests.cast import NOON, Cast, conversation
from tests.routing.book import leaf, rule

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=90)


def waits(cast: Cast, name: str, minutes: int, *steps: Step) -> None:
    rule(cast, name, {"all": [leaf("waited", "at_least", minutes)]}, *steps, trigger="unanswered")


def test_whoever_waits_too_long_is_decided_on_once(cast: Cast) -> None:
    waits(cast, "An hour", 60, Step("priority", 4))
    made = conversation(cast.channel, sent_at=NOON)
    fresh = conversation(cast.channel, sent_at=LATER)
    assert [route_waiting(LATER), route_waiting(LATER)] == [1, 0]
    for row in (made, fresh):
        row.refresh_from_db()
    assert (made.priority, fresh.priority) == (4, 2)
    decision = Decision.objects.get()
    assert (decision.trigger, decision.since, decision.facts["waited"]) == ("unanswered@60", NOON, 90)


def test_each_rule_is_asked_when_its_own_time_is_up(cast: Cast) -> None:
    waits(cast, "An hour", 60, Step("notify", cast.ben.pk))
    waits(cast, "Two hours", 120, Step("notify", cast.ana.pk))
    conversation(cast.channel, sent_at=NOON)
    assert route_waiting(LATER) == 1
    assert route_waiting(NOON + timedelta(minutes=121)) == 1
    assert [[step["value"] for step in one.steps] for one in Decision.objects.order_by("pk")] == [
        [cast.ben.pk],
        [cast.ana.pk],
    ]


def test_what_is_resolved_waits_no_more(cast: Cast) -> None:
    waits(cast, "An hour", 60, Step("priority", 4))
    resolve(conversation(cast.channel, sent_at=NOON), outcome="no_reply_needed", by=cast.ana)
    assert route_waiting(LATER) == 0


def test_waiting_for_them_is_another_matter(cast: Cast) -> None:
    tree = {"all": [leaf("awaited", "at_least", 60)]}
    rule(cast, "Quiet", tree, Step("resolve", "no_reply_needed"), trigger="pending")
    made = conversation(cast.channel, sent_at=NOON)
    Conversation.objects.filter(pk=made.pk).update(status=Status.PENDING, waiting_since=None)
    assert route_waiting(LATER) == 1
    made.refresh_from_db()
    assert made.status == Status.RESOLVED


def test_without_rules_of_time_nothing_is_asked(cast: Cast) -> None:
    conversation(cast.channel, sent_at=NOON)
    assert route_waiting(LATER) == 0
