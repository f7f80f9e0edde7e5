"""Signs of life: one row a part, and since when it has lived without a longer break."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from inbox.actions.heartbeat import beat
from inbox.alive import BREAK
from inbox.models import Heartbeat
from inbox.models.heartbeat import Part
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def test_beat_after_beat_it_lives_since_the_first() -> None:
    for seconds in (0, 10, 20):
        with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
            beat(Part.WORKER)

    row = Heartbeat.objects.get()
    assert (row.since, row.seen_at) == (NOON, NOON + timedelta(seconds=20))


def test_after_a_break_its_run_begins_anew() -> None:
    late = NOON + BREAK + timedelta(seconds=1)
    for moment in (NOON, late):
        with time_machine.travel(moment, tick=False):
            beat(Part.WORKER)

    assert Heartbeat.objects.get().since == late


def test_each_part_has_a_life_of_its_own() -> None:
    beat(Part.WORKER)
    beat(Part.SCHEDULER)

    assert Heartbeat.objects.count() == 2
