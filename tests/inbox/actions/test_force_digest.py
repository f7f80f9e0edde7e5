"""The weekly mail of a committee: each reads what they may read, and nothing of what is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import DepartmentKind
from inbox.actions import force_digest
from inbox.actions.force_digest import due, send, week_of
from inbox.actions.force_work import decide
from tests.cast import Cast, channel, conversation
from tests.inbox.forces import opened, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _with_a_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(force_digest, "has_server", lambda: True)


def committee(cast: Cast, **fields: Any) -> Any:
    return opened(cast, kind=DepartmentKind.COMMITTEE, name="Accessibility", **fields)


def test_each_reads_what_they_may(cast: Cast) -> None:
    now = timezone.now()
    force = committee(cast, members=[cast.mia, cast.hal])
    conversation(cast.channel, "The doors are too narrow.", sent_at=now)
    conversation(channel(cast.hr), "Doors canary-7f3a", sent_at=now)
    conversation(cast.channel, "Doors canary-7f3a in private", private=True, sent_at=now)
    decide(force, text="Wider doors.", by=cast.mia)
    send(force, now=now + timedelta(days=7))
    mails = {one.to[0]: str(one.body) for one in mail.outbox}
    assert set(mails) == {cast.ana.email, cast.mia.email, cast.hal.email}
    for body in mails.values():
        assert "too narrow" in body
        assert "Wider doors." in body
    assert "canary" not in mails[cast.mia.email]


def test_it_moves_nothing(cast: Cast) -> None:
    force = committee(cast)
    row = conversation(cast.channel, "The doors are too narrow.", sent_at=timezone.now())
    week = week_of(force, cast.mia, timezone.now() - timedelta(days=7))
    assert ([one.pk for one in week.conversations], week.count) == ([row.pk], 1)
    row.refresh_from_db()
    assert row.department == cast.service


def test_once_a_week_and_only_without_urgency(cast: Cast) -> None:
    force, now = committee(cast), timezone.now()
    opened(cast)
    assert due(now) == []
    in_a_week = now + timedelta(days=7, minutes=1)
    assert due(in_a_week) == [force]
    assert send(force, now=in_a_week) == 3
    assert send(force, now=in_a_week) == 0
    assert due(in_a_week) == []
    assert told("task_force.")[-1] == "task_force.digest"


def test_without_a_mail_server_its_page_must_do(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    committee(cast)
    monkeypatch.setattr(force_digest, "has_server", lambda: False)
    assert due(timezone.now() + timedelta(days=8)) == []
