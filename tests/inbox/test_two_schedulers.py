"""Two schedulers at once, one of them killed: every request is raised once, every warning is sent once."""

from __future__ import annotations

from collections import Counter

import pytest

from accounts.models import Event
from inbox.models import RosterAlert
from tests.cast import Cast, channel, conversation
from tests.inbox.requests import asked, let_time_pass
from tests.running import eventually
from tests.schedulers import scheduler

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = 40
CHANNELS = 10


def told(verb: str) -> Counter[int]:
    return Counter(Event.objects.filter(verb=verb).values_list("subject_id", flat=True))


def test_each_is_raised_once_and_told_once(cast: Cast) -> None:
    late = []
    for number in range(MANY):
        row = asked(conversation(cast.channel, f"Question {number}?"), cast.marketing, cast.ben)
        late.append(let_time_pass(row, acknowledge_by=row.asked_at, due_at=row.asked_at).pk)
    for _ in range(CHANNELS):
        channel(cast.service)
    jobs = ("inbox.tasks", "sweep_escalations", "sweep_roster")
    killed, lasting = scheduler(*jobs), scheduler(*jobs)
    try:
        eventually(lambda: told("escalation.raise").total() >= 5, seconds=300)
        killed.kill()
        eventually(lambda: told("escalation.overdue").total() >= MANY, seconds=300)
        eventually(lambda: told("roster.warn").total() >= 2 * (CHANNELS + 1), seconds=300)
    finally:
        for one in (killed, lasting):
            one.kill()
            one.wait()

    assert told("escalation.raise") == told("escalation.overdue") == Counter(late)
    alerts = RosterAlert.objects.filter(cleared_at=None)
    weeks = Counter(alerts.values_list("channel", "monday"))
    assert set(weeks.values()) == {1}
    assert len(weeks) == 2 * (CHANNELS + 1)
    assert told("roster.warn") == Counter(alerts.values_list("pk", flat=True))
