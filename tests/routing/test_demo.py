"""Northline's promises, in a company that has lived by them for five days."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts.models import Event
from inbox.demo.load import load
from inbox.models import Conversation, Notification
from inbox.models.attention import About
from routing.actions.keep import keep
from routing.models import ClockRow, Rehearsal, Rule, RuleState, SlaPolicy, Spike, WordList, WorkCalendar
from routing.models.clock import State

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_some_promises_are_kept_some_press_some_are_broken_and_some_rest(tmp_path: Path) -> None:
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick:
        assert load(tmp_path / "sandbox.sqlite3", "http://127.0.0.1:8001")
    states = Counter(ClockRow.objects.values_list("state", flat=True))
    live = Counter(ClockRow.objects.filter(ended_at=None).values_list("state", flat=True))
    now = timezone.now()

    assert (SlaPolicy.objects.count(), WorkCalendar.objects.count()) == (4, 3)
    assert Counter(Rule.objects.values_list("state", flat=True)) == {
        RuleState.ACTIVE: 9,
        RuleState.PAUSED: 1,
        RuleState.DRAFT: 2,
    }
    assert Rule.objects.get(name="Crowding and delays").number == 2
    assert WordList.objects.filter(is_topic=True).count() == 2
    assert states[State.MET] > 10
    assert live[State.RUNNING] > 5
    assert live[State.BREACHED] > 2
    assert live[State.PAUSED] > 2
    spike = Spike.objects.get()
    assert (str(spike.topic), spike.ended_at) == ("Tickets and the app", None)
    assert spike.posts >= 15
    assert spike.sigmas > 4
    alert = Event.objects.get(verb="spike.raise")
    assert Notification.objects.filter(recipient__name="Mia Torres", event_id=alert.pk).count() == 1
    assert Rehearsal.objects.get().total > 100
    assert Conversation.objects.filter(due_at__gt=now).exists()
    assert Conversation.objects.exclude(rest_minutes=None).exists()
    assert not ClockRow.objects.filter(state=State.BREACHED, told_at=None).exists()
    assert Notification.objects.filter(about=About.PROMISED).count() < 40
    assert keep(list(Conversation.objects.values_list("pk", flat=True)), now) <= live[State.RUNNING]
