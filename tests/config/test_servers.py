"""The same code runs on servers kept by others: PostgreSQL 15 with Redis, and with RabbitMQ."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.config import servers
from tests.config.outside import manage, processes_of, running
from tests.conftest import IN_CI

pytestmark = [pytest.mark.servers, pytest.mark.slow]

KEYS = {"SECRET_KEY": "s" * 50, "FIELD_ENCRYPTION_KEY": "f" * 50}
ROUND_TRIP = "from tests.config.round_trip import snooze_and_wake; print('woken:', snooze_and_wake())"
VERSION = "from django.db import connection as c; c.ensure_connection(); print(c.pg_version // 10000)"

type Broker = Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(autouse=True)
def _debian_packages() -> None:
    """Without the servers these tests say so; in CI they fail."""
    if packages := servers.missing():
        sentence = f"Install {' '.join(packages)} to see Liaison on servers that are not its own."
        pytest.fail(sentence) if IN_CI else pytest.skip(sentence)


@pytest.mark.parametrize("broker", [servers.redis_server, servers.rabbitmq_server], ids=["redis", "rabbitmq"])
def test_all_of_it_runs_on_servers_of_others(broker: Broker, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with servers.postgres_15(tmp_path) as database, broker(tmp_path) as broker_url:
        there = {"DATABASE_URL": database, "CELERY_BROKER_URL": broker_url, **KEYS}
        with running(data, "--no-demo", **there) as up:
            status, text = up.get("/readyz")
            assert (status, json.loads(text)["broker"]) == (200, "ok")

            assert manage("shell", "-v0", "-c", VERSION, data=data, **there).stdout == "15\n"
            assert manage("shell", "-v0", "-c", ROUND_TRIP, data=data, **there).stdout == "woken: True\n"

            assert up.stop() < 15  # 0.8 on an idle machine
    assert not (data / "pg").exists()
    assert processes_of(data) == []
