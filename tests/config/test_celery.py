"""Tasks are wake-ups: sending one never fails, and the table of timed jobs names tasks that exist."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from celery import Celery
from django.conf import settings

from config.celery import WakeUp, app
from config.schedule import SCHEDULE, every
from tests.config.outside import free_port


@pytest.fixture
def away() -> Celery[WakeUp]:
    """An app whose broker is not there."""
    lonely = Celery("lonely", task_cls=WakeUp, broker=f"redis://127.0.0.1:{free_port()}/0")
    lonely.conf.update(task_publish_retry=False, broker_connection_timeout=1)
    return lonely


def test_sending_a_task_without_a_broker_is_logged_and_never_fails(
    away: Celery[WakeUp], caplog: pytest.LogCaptureFixture
) -> None:
    @away.task(name="inbox.tasks.wake")
    def wake(identity: int) -> None: ...

    with caplog.at_level(logging.WARNING, logger="config.celery"):
        assert wake.delay(7) is None

    said = [record.getMessage() for record in caplog.records if record.name == "config.celery"]
    assert said == ["The broker is away; inbox.tasks.wake waits for the next sweep."]


def test_every_task_of_the_project_is_such_a_wake_up() -> None:
    ours = [task for name, task in app.tasks.items() if name.split(".")[0] in ("accounts", "inbox", "routing")]

    assert ours
    assert all(isinstance(task, WakeUp) for task in ours)


def test_every_timed_job_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()

    assert {job["task"] for job in SCHEDULE.values()} - set(app.tasks) == set()


def test_timed_jobs_do_not_pile_up_when_no_worker_runs() -> None:
    assert every(15, "inbox.tasks.sweep") == {
        "task": "inbox.tasks.sweep",
        "schedule": 15,
        "options": {"expires": 15},
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CELERY_TASK_ACKS_LATE", True),
        ("CELERY_TASK_REJECT_ON_WORKER_LOST", True),
        ("CELERY_WORKER_PREFETCH_MULTIPLIER", 1),
        ("CELERY_TASK_IGNORE_RESULT", True),
    ],
)
def test_a_task_that_was_interrupted_comes_again(name: str, value: Any) -> None:
    assert getattr(settings, name) == value
