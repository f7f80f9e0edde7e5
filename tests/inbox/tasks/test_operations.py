"""What needs an administrator is noticed each minute, and forgotten when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery.signals import before_task_publish
from django.db import OperationalError
from django.utils import timezone

from accounts.actors import INTAKE
from config.celery import app
from inbox import operations, tasks
from inbox.actions.deliver import drop
from inbox.actions.intake import fail_poll, recover, run_again, store_raw
from inbox.actions.understand import process
from inbox.alive import BREAK
from inbox.channels.base import Raw
from inbox.connect import connector_for
from inbox.models import Channel, Heartbeat, Inbound, Notice
from inbox.models.heartbeat import Part
from inbox.operations import GIB, Disk
from inbox.tasks.operations import scheduler_beats, worker_watches
from tests.cast import Cast
from tests.inbox.doubt import in_doubt, network

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _lively(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parts have lived for an hour, and the disk has room."""
    for part in Part:
        seen(part, timedelta(0))
    monkeypatch.setattr(operations, "disk", lambda: Disk(100 * GIB, 60 * GIB))


def seen(part: Part, ago: timedelta) -> None:
    """A part that has lived for long was last seen so long ago."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(part=part, defaults={"seen_at": now - ago, "since": now - 2 * LONG_AGO})


def swept() -> set[str]:
    """The kinds that stand after a sweep."""
    tasks.sweep_operations()
    return set(Notice.objects.filter(cleared_at=None).values_list("kind", flat=True))


@pytest.fixture
def place(cast: Cast) -> Channel:
    """A polled channel that answered just now."""
    now = timezone.now()
    times = {"last_success_at": now, "next_poll_at": now + timedelta(seconds=30)}
    return network(cast.service, **times)


def polled(place: Channel, ago: timedelta) -> None:
    """Its last answer, and the poll that was due an interval later."""
    then = timezone.now() - ago
    Channel.objects.filter(pk=place.pk).update(last_success_at=then, next_poll_at=then + timedelta(seconds=30))


def test_where_all_is_well_nothing_is_raised(place: Channel) -> None:
    assert swept() == set()


def test_a_channel_that_fails_is_told_after_a_quarter_of_an_hour_until_it_recovers(place: Channel, cast: Cast) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=16)):
        fail_poll(place, error="The network is away.", retry_at=None, by=INTAKE)
    assert swept() == {"channel_failing"}
    recover(place, by=INTAKE)
    assert swept() == set()


def test_a_failure_of_minutes_is_nobodys_matter_yet(place: Channel) -> None:
    fail_poll(place, error="The network is away.", retry_at=None, by=INTAKE)
    assert swept() == set()


def test_a_channel_beyond_twice_its_interval_is_silent_until_it_answers(place: Channel) -> None:
    polled(place, timedelta(minutes=5))
    assert swept() == {"channel_silent"}
    assert Notice.objects.get().channel == place
    polled(place, timedelta(0))
    assert swept() == set()


@pytest.mark.parametrize(
    "fields",
    [
        {"is_active": False},
        {"network": "push", "next_poll_at": None},
        {"next_poll_at": timezone.now() + LONG_AGO},
        {"network": "gone"},
    ],
    ids=["paused", "nobody asks it", "asked for a longer wait", "not installed"],
)
def test_what_is_not_asked_is_not_silent(place: Channel, fields: dict[str, Any]) -> None:
    polled(place, LONG_AGO)
    Channel.objects.filter(pk=place.pk).update(**fields)
    assert swept() == set()


def test_after_a_night_without_worker_channels_are_given_time(place: Channel) -> None:
    polled(place, timedelta(hours=9))
    Heartbeat.objects.filter(part=Part.WORKER).update(since=timezone.now() - timedelta(seconds=30))
    assert swept() == set()


def test_a_reply_in_doubt_is_told_until_somebody_decides(place: Channel, cast: Cast) -> None:
    delivery = in_doubt(place, cast.ben)
    assert swept() == {"delivery_uncertain"}
    drop(delivery, by=cast.ben)
    assert swept() == set()


def test_a_payload_set_aside_is_told_until_it_is_run_again(place: Channel, cast: Cast) -> None:
    process(store_raw(place, [Raw("poison", {"no": "post"})], by=INTAKE), connector_for(place))
    assert swept() == {"payload_set_aside"}
    run_again(Inbound.objects.get(), by=cast.ada)
    assert swept() == set()


def test_a_disk_that_fills_up_is_told(place: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "disk", lambda: Disk(100 * GIB, 4 * GIB))
    assert swept() == {"disk_full"}


@pytest.mark.parametrize(
    ("total", "free", "tight"), [(8, 2, False), (8, 0.9, True), (100, 6, False), (100, 4, True), (4000, 11, False)]
)
def test_a_disk_is_tight_by_its_size(total: float, free: float, tight: bool) -> None:
    assert Disk(int(total * GIB), int(free * GIB)).is_tight is tight


def test_the_disk_is_the_one_under_the_data_folder(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    settings.DATA_DIR = tmp_path / "not" / "made" / "yet"
    found = operations.disk()
    assert 0 < found.free <= found.total


def test_the_scheduler_notices_that_no_worker_answers(cast: Cast) -> None:
    seen(Part.WORKER, LONG_AGO)
    scheduler_beats()
    assert Notice.objects.get(cleared_at=None).kind == "worker_silent"
    tasks.heartbeat()
    assert swept() == set()


def test_who_has_only_just_started_accuses_nobody(cast: Cast) -> None:
    for part in Part:
        seen(part, LONG_AGO)
    scheduler_beats()
    tasks.watch_scheduler()
    assert not Notice.objects.exists()


def test_the_worker_notices_that_the_scheduler_is_silent(cast: Cast) -> None:
    seen(Part.SCHEDULER, LONG_AGO)
    tasks.watch_scheduler()
    assert Notice.objects.get(cleared_at=None).kind == "scheduler_silent"
    scheduler_beats()
    assert swept() == set()


def test_handing_out_the_heartbeat_is_the_schedulers_sign_of_life(cast: Cast) -> None:
    seen(Part.SCHEDULER, BREAK)
    before_task_publish.send(sender=tasks.heartbeat.name)
    assert timezone.now() - Heartbeat.objects.get(part=Part.SCHEDULER).seen_at < timedelta(seconds=10)


def test_a_database_that_is_away_does_not_stop_the_scheduler(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_part: Part) -> None:
        raise OperationalError("the server has gone")

    monkeypatch.setattr("inbox.tasks.operations.beat", away)
    scheduler_beats()
    assert "sign of life was not stored" in caplog.text


class Timer:
    """Records what a worker asks its clock for."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, Any]] = []
        self.timer = self

    def call_repeatedly(self, seconds: float, act: Any) -> None:
        self.asked.append((seconds, act))


def test_each_worker_watches_from_its_own_clock() -> None:
    timer = Timer()
    worker_watches(timer)
    assert timer.asked == [(60.0, tasks.watch_scheduler.delay)]


def test_both_jobs_stand_in_the_table() -> None:
    planned = {job["task"]: job for job in app.conf.beat_schedule.values()}
    assert planned[tasks.heartbeat.name]["schedule"] == 10
    assert planned[tasks.sweep_operations.name]["schedule"] == 60


def test_a_sweep_asks_as_many_questions_for_thirty_channels_as_for_one(
    cast: Cast, place: Channel, django_assert_max_num_queries: Any
) -> None:
    for _ in range(29):
        network(cast.service)
    with django_assert_max_num_queries(6):
        tasks.sweep_operations()
