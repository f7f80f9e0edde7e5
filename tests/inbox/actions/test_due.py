"""What a row shows of its promises is set together, and told to those who look at it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts import events
from accounts.models import Event
from inbox.actions.due import Due, set_due
from tests.cast import NOON, Cast, conversation

pytestmark = pytest.mark.django_db


def test_rows_take_it_and_only_those_that_changed_are_shown_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = conversation(cast.channel), conversation(cast.channel)
    told: list[list[Any]] = []
    monkeypatch.setattr(events, "_announce", lambda acts: told.append([act.subject.pk for act in acts]))
    due = Due(NOON + timedelta(hours=1), NOON, "first")
    before = Event.objects.count()

    set_due({one.pk: due, other.pk: Due()})
    set_due({one.pk: due, other.pk: Due(rest_minutes=20, promise="next")})

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.due_at, one.risk_at, one.due_promise, one.rest_minutes) == (due.due_at, NOON, "first", None)
    assert (other.due_at, other.rest_minutes) == (None, 20)
    assert told == [[one.pk], [other.pk]]
    assert Event.objects.count() == before
