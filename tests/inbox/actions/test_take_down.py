"""Taking one of our own messages down again. The network is the real sandbox process."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox import tasks
from inbox.actions.take_down import delete
from inbox.models import Message
from tests.sandbox_network.road import Road

pytestmark = pytest.mark.django_db


def sent(road: Road) -> Message:
    tasks.deliver(road.queued().pk)
    return Message.objects.get(is_ours=True)


def test_our_reply_is_taken_down_and_its_text_kept(road: Road) -> None:
    ours = delete(sent(road), by=road.cast.ben)
    assert not ours.removed_at
    tasks.sweep_removals()
    tasks.take_down(ours.pk)
    ours.refresh_from_db()
    assert ours.removed_at is not None
    assert ours.text == "It leaves at 18:20."
    assert road.answers() == []
    assert Event.objects.filter(verb="message.remove").count() == 1


def test_only_our_own_and_only_by_an_agent(road: Road) -> None:
    with pytest.raises(NotPossible, match="Only our own"):
        delete(Message.objects.get(), by=road.cast.ben)
    with pytest.raises(NotAllowed):
        delete(sent(road), by=road.cast.tim)


def test_asking_twice_is_asking_once(road: Road) -> None:
    ours = sent(road)
    delete(delete(ours, by=road.cast.ben), by=road.cast.ana)
    assert Event.objects.filter(verb="message.delete").count() == 1


def test_a_network_that_is_away_is_asked_again_and_the_reason_told(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = delete(sent(road), by=road.cast.ben)
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    tasks.take_down(ours.pk)
    ours.refresh_from_db()
    assert "can't be reached" in ours.removal_error
    assert ours.removal_due_at is not None
    assert ours.removal_due_at > timezone.now()
    monkeypatch.setenv("SANDBOX_URL", road.network.url)
    Message.objects.update(removal_due_at=timezone.now())
    tasks.take_down(ours.pk)
    ours.refresh_from_db()
    assert ours.removed_at is not None
    assert ours.removal_due_at is None
