"""Two schedulers at once, one of them killed: every warning is sent once, every breach acted on once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Event
from inbox.models import Conversation
from routing.actions.keep import keep
from routing.actions.sla_policy import create
from routing.models import ClockRow
from routing.models.clock import State
from tests.cast import Cast, conversation
from tests.running import eventually
from tests.schedulers import scheduler

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = 40


def told(verb: str) -> Counter[int | None]:
    return Counter(Event.objects.filter(verb=verb).values_list("conversation_id", flat=True))


def test_each_is_warned_of_and_acted_on_once(cast: Cast) -> None:
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=1)):
        follows = {"warn_minutes": 30, "warn_tell": ["leads"], "breach_acts": ["raise"]}
        create(name="Everybody", targets={"first": 60}, by=cast.ada, **follows)
    late = [conversation(cast.channel, sent_at=now - timedelta(minutes=90)).pk for _ in range(MANY)]
    tight = [conversation(cast.channel, sent_at=now - timedelta(minutes=45)).pk for _ in range(MANY)]
    keep([*late, *tight], now - timedelta(minutes=60))
    killed, lasting = (scheduler("routing.tasks", "sweep_promises") for _ in range(2))
    try:
        eventually(lambda: told("promise.breach").total() >= 5, seconds=300)
        killed.kill()
        eventually(lambda: told("promise.breach").total() + told("promise.warn").total() >= 2 * MANY, seconds=300)
    finally:
        for one in (killed, lasting):
            one.kill()
            one.wait()

    assert told("promise.breach") == Counter(late)
    assert told("promise.warn") == Counter(tight)
    assert set(Conversation.objects.filter(pk__in=late).values_list("priority", flat=True)) == {3}
    assert not ClockRow.objects.filter(state=State.BREACHED, told_at=None).exists()
