"""`/healthz` says that the process lives, `/readyz` that it may be given work, `/workz` that others do work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import current_app
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from inbox.actions.heartbeat import beat
from inbox.models import Heartbeat
from inbox.models.heartbeat import Part
from tests.config.outside import free_port


@pytest.fixture
def client() -> Client:
    """Somebody who has not signed in."""
    return Client()


def test_the_process_is_alive_even_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")  # the database is out of reach for this test

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_everything_is_ready(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "schema": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_a_migration_that_is_missing_is_told(client: Client) -> None:
    last = MigrationRecorder.Migration.objects.filter(app="sessions").latest("pk")
    last.delete()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["status"] == "not ready"
    assert answer.json()["schema"] == "1 migrations have not been applied; run manage.py migrate."


@pytest.mark.django_db
def test_a_broker_that_is_away_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    away = current_app.connection_for_write(f"redis://127.0.0.1:{free_port()}/0", connect_timeout=1)
    monkeypatch.setattr(current_app, "connection_for_write", lambda **options: away)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["broker"] == "The broker does not answer."
    assert answer.json()["database"] == "ok"


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told(client: Client) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError("the server has gone")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "The database does not answer."
    assert answer.json()["schema"] == "The schema cannot be read."


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/workz"])
def test_nothing_but_reading_is_possible(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_scheduler_and_worker_work(client: Client) -> None:
    for part in Part:
        beat(part)

    answer = client.get("/workz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.django_db
def test_who_is_silent_is_told_and_the_web_is_ready_all_the_same(client: Client) -> None:
    for part in Part:
        beat(part)
    Heartbeat.objects.filter(part=Part.WORKER).update(seen_at=timezone.now() - timedelta(minutes=5))

    answer = client.get("/workz")

    assert (answer.status_code, answer.json()["status"]) == (503, "silent")
    assert answer.json()["said"][1] == "A worker last answered 5 minutes ago. None runs, or all are stuck."
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_without_a_database_nothing_is_known_of_them(client: Client) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError("the server has gone")

    with connection.execute_wrapper(refuse):
        answer = client.get("/workz")

    assert (answer.status_code, answer.json()["status"]) == (503, "unknown")
