"""What arrives or changes wakes the rules up."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Event
from inbox.actions.prioritise import prioritise
from routing import tasks
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    called: dict[str, list[int]] = {"route": [], "answer_changes": []}
    for name, ids in called.items():
        monkeypatch.setattr(getattr(tasks, name), "apply_async", lambda args, ids=ids, **_: ids.extend(args[0]))
    return called


def test_a_message_from_outside_does(
    cast: Cast, woken: dict[str, list[int]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = conversation(cast.channel)
        conversation(cast.channel, ours=True)
        conversation(cast.channel, context=True)
    assert woken["route"] == [made.messages.get().pk]


def test_a_change_does(cast: Cast, woken: dict[str, list[int]], django_capture_on_commit_callbacks: Any) -> None:
    made = conversation(cast.channel)
    with django_capture_on_commit_callbacks(execute=True):
        prioritise(made, priority=4, by=cast.ana)
    assert woken["answer_changes"] == [Event.objects.get(verb="conversation.prioritise").pk]
