"""Channels take turns: however much one of them brings, another waits for a turn at most."""

from __future__ import annotations

import itertools
import time
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actors import INTAKE
from inbox import tasks
from inbox.actions import understand
from inbox.actions.channel import call_up, claim_poll, claim_understanding, end_understanding
from inbox.actions.intake import TurnLost, store_body, store_page, store_raw
from inbox.channels.base import Page, Raw
from inbox.models import Channel, Conversation, Inbound, Message
from inbox.tasks import intake
from tests.cast import Cast, channel
from tests.sandbox_network.network import Network, Person

pytestmark = pytest.mark.django_db


class Queue:
    """The broker's queue, worked off by one worker, first come first served."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting: list[tuple[Any, int]] = []
        for task in (tasks.poll_channel, tasks.process_channel):
            monkeypatch.setattr(task, "delay", lambda pk, task=task: self.waiting.append((task, pk)))

    def work(self, *, until: datetime | None = None, turns: int = 1000) -> list[int]:
        """Take turns; the channels in the order in which they had one."""
        had: list[int] = []
        while self.waiting and len(had) < turns and (until is None or timezone.now() < until):
            task, pk = self.waiting.pop(0)
            task(pk)
            had.append(pk)
        return had


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """What one worker has to do."""
    return Queue(monkeypatch)


def connected(cast: Cast, brand: Person) -> Channel:
    """A channel whose first look is due."""
    made = channel(cast.service, network="sandbox", external_id=brand.id, next_poll_at=timezone.now())
    made.credentials = {"token": brand.token}
    made.save()
    return made


def pushed(place: Channel, count: int) -> None:
    """Payloads that wait to be understood."""
    raws = [
        Raw(f"{place.pk}-{n}", {"item": {"text": f"Item {n}"}, "received_at": "2026-11-19T12:00Z"})
        for n in range(count)
    ]
    store_raw(place, raws, by=INTAKE)


def test_a_noisy_channel_goes_to_the_back_of_the_queue_after_a_turn(
    cast: Cast, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "TURN_SECONDS", 0.2)
    quiet = channel(cast.service)
    pushed(cast.channel, 1500)
    pushed(quiet, 3)
    tasks.sweep_channels()
    began = time.monotonic()
    assert queue.work(turns=2) == [cast.channel.pk, quiet.pk]
    waited = time.monotonic() - began
    assert Message.objects.filter(channel=quiet).count() == 3
    assert queue.waiting == [(tasks.process_channel, cast.channel.pk)]
    queue.work()
    everything = time.monotonic() - began
    assert Message.objects.filter(channel=cast.channel).count() == 1500
    assert waited < everything / 2


@pytest.mark.parametrize("many", [300, 1500])
def test_before_a_quiet_channel_has_its_turn_a_noisy_one_does_a_bounded_work(
    cast: Cast, queue: Queue, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """By a clock on which each batch takes a second: two batches a turn, however many wait."""
    ticks = itertools.count()
    monkeypatch.setattr(understand, "time", SimpleNamespace(monotonic=lambda: float(next(ticks))))
    quiet = channel(cast.service)
    pushed(cast.channel, many)
    pushed(quiet, 3)
    tasks.sweep_channels()
    assert queue.work(turns=2) == [cast.channel.pk, quiet.pk]
    assert Message.objects.filter(channel=quiet).count() == 3
    assert Message.objects.filter(channel=cast.channel).count() <= 2 * understand.BATCH


def test_a_thousand_webhooks_make_one_wake_up(
    cast: Cast, queue: Queue, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a quiet channel's wake-up would wait behind all of theirs."""
    monkeypatch.setattr(tasks.process_channel, "apply_async", lambda args, **_: tasks.process_channel.delay(*args))
    quiet = channel(cast.service)

    def told(place: Channel, number: int) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            raw = Raw(f"{number}", {"item": {"text": f"Item {number}"}, "received_at": "2026-11-19T12:00Z"})
            store_body(place, f"body {number}".encode(), [raw], by=INTAKE)

    for number in range(30):
        told(cast.channel, number)
    told(quiet, 0)
    assert queue.waiting == [(tasks.process_channel, cast.channel.pk), (tasks.process_channel, quiet.pk)]
    queue.work()
    assert Message.objects.count() == 31
    told(cast.channel, 31)
    assert queue.waiting == [(tasks.process_channel, cast.channel.pk)]


def test_a_wake_up_that_was_lost_holds_back_none_for_long(cast: Cast) -> None:
    assert call_up(cast.channel.pk)
    assert not call_up(cast.channel.pk)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        assert call_up(cast.channel.pk)


def test_what_comes_while_a_worker_is_at_it_is_seen_by_it(
    cast: Cast, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own wake-up finds the turn taken; the worker looks once more before it goes."""

    def end_late(place: Channel) -> Channel:
        pushed(place, 1)
        tasks.process_channel(place.pk)
        return end_understanding(place)

    monkeypatch.setattr(intake, "end_understanding", end_late)
    tasks.process_channel(cast.channel.pk)
    assert queue.waiting == [(tasks.process_channel, cast.channel.pk)]


def test_one_channel_is_worked_off_by_one_worker_at_a_time(cast: Cast) -> None:
    held = claim_understanding(cast.channel.pk)
    assert held is not None
    pushed(cast.channel, 1)
    tasks.process_channel(cast.channel.pk)
    assert not Message.objects.exists()
    end_understanding(held)
    tasks.process_channel(cast.channel.pk)
    assert Message.objects.count() == 1


def test_a_worker_that_lost_its_turn_keeps_nothing_of_what_it_fetched(cast: Cast) -> None:
    Channel.objects.filter(pk=cast.channel.pk).update(next_poll_at=timezone.now())
    slow = claim_poll(cast.channel.pk)
    assert slow is not None
    Channel.objects.filter(pk=cast.channel.pk).update(lease_until=timezone.now() + timedelta(minutes=9))
    with pytest.raises(TurnLost):
        store_page(slow, Page([], {"since": 7}), next_poll_at=timezone.now(), by=INTAKE)
    cast.channel.refresh_from_db()
    assert cast.channel.cursor == {}


def test_the_newest_come_first_and_the_gap_behind_them_is_closed(
    cast: Cast, queue: Queue, sandbox: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.channels.sandbox.JUMP", 50)
    monkeypatch.setattr("inbox.channels.sandbox.PAGE", 20)
    brand, mira = sandbox.brand(), sandbox.person()
    ids = [mira.post(f"@{brand.handle} question {n}")["id"] for n in range(150)]
    made = connected(cast, brand)
    tasks.poll_channel(made.pk)
    here = set(Message.objects.filter(channel=made).values_list("external_id", flat=True))
    assert ids[-1] in here
    assert "payloads" in page(cast, made)
    assert not is_complete(made)
    queue.work()
    assert set(Message.objects.filter(channel=made).values_list("external_id", flat=True)) == set(ids)
    assert is_complete(made)
    assert set(Inbound.objects.filter(channel=made, external_key__startswith="post").values_list("is_history")) == {
        (True,)
    }
    assert "Complete since" in page(cast, made)
    assert set(Conversation.objects.values_list("status", flat=True)) == {"open"}


def is_complete(place: Channel) -> bool:
    """Whether all that lies behind has been read."""
    place.refresh_from_db()
    return place.backfill["done"] is not None


def page(cast: Cast, place: Channel) -> str:
    """How far it has come, in the words of its page."""
    browser = Client()
    browser.force_login(cast.ada)
    return str(browser.get(f"/channels/{place.pk}/").content.decode())
