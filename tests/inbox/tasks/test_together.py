"""The journal is read on from where it was left, whatever happens in between."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Event
from inbox.actions import tell as telling
from inbox.actions.note import add_note
from inbox.models import DutyCall, JournalPlace, Notification
from inbox.tasks.together import tell_members
from tests.cast import Cast, conversation
from tests.journal import await_settled

pytestmark = pytest.mark.django_db(transaction=True)


def tell_all() -> None:
    """Until the end of the journal, which grows by what is told."""
    for _turn in range(10):
        await_settled()
        tell_members()
        if JournalPlace.objects.get().event_id == Event.objects.latest("pk").pk:
            return
    raise AssertionError("the journal does not end")


def test_nothing_is_skipped_or_told_twice_even_when_a_worker_dies(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = conversation(cast.channel)
    add_note(made, text="@Ben Okafor 1", by=cast.ana)

    def torn(*_given: Any) -> None:
        raise RuntimeError("the worker ends here")

    with monkeypatch.context() as patch:
        patch.setattr(telling, "begin_calls", torn)
        await_settled()
        with pytest.raises(RuntimeError, match="ends here"):
            tell_members()
    assert not Notification.objects.exists()

    tell_all()
    add_note(made, text="@Ben Okafor 2", by=cast.ana)
    tell_all()
    tell_members()

    mentions = Notification.objects.filter(recipient=cast.ben, about="mention")
    assert list(mentions.order_by("pk").values_list("note__text", flat=True)) == ["@Ben Okafor 1", "@Ben Okafor 2"]
    assert DutyCall.objects.get().department == cast.service
    assert Notification.objects.filter(about="department").count() == 3
    assert JournalPlace.objects.get().event_id == Event.objects.latest("pk").pk


def test_a_long_journal_is_read_in_batches(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 2)
    made = conversation(cast.channel)
    for number in range(5):
        add_note(made, text=f"@Ben Okafor {number}", by=cast.ana)

    tell_all()

    assert Notification.objects.filter(recipient=cast.ben, about="mention").count() == 5
