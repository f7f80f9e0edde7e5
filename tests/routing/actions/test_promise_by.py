"""A rule gives a conversation an SLA policy of its own."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.actors import rule_actor
from accounts.errors import NotAllowed, NotPossible
from routing.actions.keep import keep
from routing.actions.promise_by import promise_by
from routing.actions.sla_policy import archive, create
from routing.models import ClockRow
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
RULE = rule_actor(3, 1)


def clocks(pk: int) -> dict[str, int]:
    keep([pk])
    return {row.promise: row.minutes for row in ClockRow.objects.filter(conversation=pk, ended_at=None)}


def test_its_clocks_run_by_that_policy_from_then_on_and_by_others_for_the_rest(cast: Cast) -> None:
    create(name="All", targets={"first": 240, "resolution": 2880}, by=cast.ada)
    press = create(name="Press", targets={"first": 15}, departments=[cast.marketing.pk], by=cast.ada)
    made = conversation(cast.channel, sent_at=timezone.now())
    assert clocks(made.pk) == {"first": 240, "resolution": 2880}
    promise_by(made, policy=press, by=RULE)
    assert clocks(made.pk) == {"first": 15, "resolution": 2880}


def test_an_archived_policy_promises_nothing(cast: Cast) -> None:
    press = create(name="Press", targets={"first": 15}, by=cast.ada)
    archive(press, by=cast.ada)
    press.refresh_from_db()
    with pytest.raises(NotPossible, match="was archived"):
        promise_by(conversation(cast.channel), policy=press, by=RULE)


def test_it_is_for_rules(cast: Cast) -> None:
    press = create(name="Press", targets={"first": 15}, by=cast.ada)
    with pytest.raises(NotAllowed):
        promise_by(conversation(cast.channel), policy=press, by=cast.ada)
