"""A worker that is killed half-way loses nothing and does nothing twice; ten thousand take time, not memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count
from django.utils import timezone

from accounts.models import Event
from config.place import BASE_DIR
from inbox.actions import bulk
from inbox.filters import ListQuery
from inbox.models import BulkJob, Conversation
from tests.cast import Cast
from tests.running import database_address, eventually
from tests.volume import fill

RUN = "from inbox.actions import bulk; bulk.carry_out({job}, seconds=600)"


def begin(cast: Cast, verb: str, arguments: dict[str, Any], query: ListQuery) -> BulkJob:
    return bulk.start(verb, by=cast.ben, arguments=arguments, rows=query.rows(cast.ben), query=query.written())


def acts(verb: str) -> dict[int | None, int]:
    """How often it was done to each conversation."""
    events = Event.objects.filter(verb=f"conversation.{verb}").order_by()
    return dict(events.values_list("conversation_id").annotate(Count("id")))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_each_is_done_once_though_workers_are_killed(cast: Cast) -> None:
    fill(cast.channel, [cast.service.pk], count=3_000, people=50)
    job = begin(cast, "resolve", {"outcome": "no_reply_needed"}, ListQuery())
    for share in (40, 120):
        _killed_after(share, job)
        job.refresh_from_db()
        assert job.state == "running"
        assert job.items.filter(state="waiting").exists()
        # Whatever is noted as done was done, and whatever was done is noted: one transaction each.
        assert set(acts("resolve").values()) == {1}
        eventually(lambda: job.items.filter(state="done").count() == len(acts("resolve")))
        BulkJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert not bulk.carry_out(job.pk, seconds=600)
    job.refresh_from_db()
    assert (job.state, job.items.filter(state="done").count()) == ("finished", job.total)
    assert acts("resolve") == dict.fromkeys(job.items.values_list("conversation_id", flat=True), 1)
    assert Event.objects.get(verb="bulk.finish").data["done"] == job.total == 600


def _killed_after(done: int, job: BulkJob) -> None:
    """A process of its own works on it, and is killed as the kernel would once so many are done."""
    command = [sys.executable, str(BASE_DIR / "manage.py"), "shell", "--no-imports", "-c", RUN.format(job=job.pk)]
    worker = subprocess.Popen(command, cwd=BASE_DIR, env={**os.environ, "DATABASE_URL": database_address()})
    try:
        eventually(lambda: job.items.filter(state="done").count() >= done, seconds=60)
    finally:
        worker.kill()
        worker.wait()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_take_their_time_and_no_memory(cast: Cast, capsys: Any) -> None:
    fill(cast.channel, [cast.service.pk], count=50_000, people=500)
    frozen, job = _timed(lambda: begin(cast, "prioritise", {"priority": 4}, ListQuery()))
    before = resource.getrusage(resource.RUSAGE_SELF)
    took, left = _timed(lambda: bulk.carry_out(job.pk, seconds=3_600))
    after = resource.getrusage(resource.RUSAGE_SELF)
    grown = after.ru_maxrss - before.ru_maxrss
    with capsys.disabled():
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        sys.stdout.write(f"\nfrozen in {frozen:.2f} s, {took:.0f} s ({busy:.0f} of the processor), {grown} kB more\n")
    assert not left
    assert job.items.filter(state="done").count() == 10_000
    assert Conversation.objects.filter(status="open", priority=4).count() == 10_000
    assert grown < 50_000, f"{grown} kB more memory"


def _timed[T](act: Callable[[], T]) -> tuple[float, T]:
    began = time.monotonic()
    made = act()
    return time.monotonic() - began, made
