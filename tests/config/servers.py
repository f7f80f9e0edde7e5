"""Servers that are not ours, as Debian brings them: private instances on a folder and ports of their own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import embedded, processes
from tests.config.outside import free_port, until

POSTGRES = Path("/usr/lib/postgresql/15/bin")
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def missing() -> list[str]:
    """The Debian packages that these tests need and that are not here."""
    wanted = {
        "postgresql-15": POSTGRES / "postgres",
        "redis-server": Path(shutil.which("redis-server") or "/nowhere"),
        "rabbitmq-server": RABBITMQ,
    }
    return [package for package, program in wanted.items() if not program.exists()]


@contextmanager
def postgres_15(base: Path) -> Iterator[str]:
    """Debian's PostgreSQL 15 with an empty database; yields its address."""
    port, data = free_port(), base / "pg15"
    data.mkdir()
    processes.run(
        [POSTGRES / "initdb", "-D", data, "-U", "liaison", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"],
        owning=data,
    )
    flags = ["-D", str(data), "-k", str(base), "-p", str(port), "-c", "listen_addresses=127.0.0.1"]
    server = processes.start(
        "postgres",
        [POSTGRES / "postgres", *flags],
        log=base / "pg15.log",
        stop_signal=signal.SIGINT,
        owning=data,
    )
    listening = base / f".s.PGSQL.{port}"
    assert until(lambda: embedded.accepts(listening), seconds=30), (base / "pg15.log").read_text()
    processes.run([POSTGRES / "createdb", "-h", base, "-p", str(port), "-U", "liaison", "liaison"])
    try:
        yield f"postgres://liaison@127.0.0.1:{port}/liaison"
    finally:
        processes.stop([server], within=20)


@contextmanager
def redis_server(base: Path) -> Iterator[str]:
    """Debian's Redis; yields its address."""
    port = free_port()
    flags = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(base), "--save", ""]
    server = processes.start("redis", ["redis-server", *flags], log=base / "redis.log")
    try:
        assert until(lambda: answers(port)), (base / "redis.log").read_text()
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        processes.stop([server], within=10)


@contextmanager
def rabbitmq_server(base: Path) -> Iterator[str]:
    """Debian's RabbitMQ, a node of its own; yields its address."""
    port, distribution = free_port(), free_port()
    folder = base / "rabbitmq"
    folder.mkdir()
    variables = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"liaison-{os.getpid()}@localhost",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "ERL_EPMD_PORT": str(free_port()),
    }
    server = processes.start("rabbitmq", [RABBITMQ], log=base / "rabbitmq.log", environment=variables)
    try:
        assert until(lambda: answers(port), seconds=60), (base / "rabbitmq.log").read_text()
        yield f"amqp://guest:guest@127.0.0.1:{port}//"
    finally:
        processes.stop([server], within=20)
        # Erlang's port mapper outlives the node that started it.
        processes.run(["env", f"ERL_EPMD_PORT={variables['ERL_EPMD_PORT']}", "epmd", "-kill"])


def answers(port: int) -> bool:
    """Whether somebody listens on that port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
