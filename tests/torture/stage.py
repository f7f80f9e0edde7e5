"""A product of its own for torture: database, broker, workers, scheduler and web, each to be killed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import redis

from config import embedded, postgres, processes, web
from config.place import BASE_DIR
from config.processes import Child

WORKERS = 4
PARTS = {f"worker {number}": "worker" for number in range(WORKERS)} | {"scheduler": "scheduler", "web": "web"}


class Forked:
    """A process that the nursery made, held by a descriptor: its id may be another's by now."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.descriptor = os.pidfd_open(pid)

    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return not select.select([self.descriptor], [], [], 0)[0]

    def send(self, number: signal.Signals) -> bool:
        """Send a signal; False when it has ended already."""
        try:
            signal.pidfd_send_signal(self.descriptor, number)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> bool:
        """SIGKILL, and wait for the end; False when it had ended already."""
        was_running = self.is_running() and self.send(signal.SIGKILL)
        select.select([self.descriptor], [], [], 10)
        return was_running

    def close(self) -> None:
        """Let go of the descriptor."""
        os.close(self.descriptor)


@dataclass
class Stage:
    """All processes, and what was done to them."""

    base: Path
    listener: socket.socket
    nursery: subprocess.Popen[str] | None = None
    forked: dict[str, Forked] = field(default_factory=dict)
    servers: dict[str, Child] = field(default_factory=dict)
    blows: Counter[str] = field(default_factory=Counter)
    thaws: list[threading.Thread] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def open_nursery(self) -> None:
        """Load the product once; its children write what they have to say into a log."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.torture.nursery", str(self.listener.fileno())]
        with (self.base / "processes.log").open("ab") as log:
            self.nursery = subprocess.Popen(
                command,
                cwd=BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                bufsize=1,
                pass_fds=[self.listener.fileno()],
            )
        for name in PARTS:
            self.start(name)

    def start(self, name: str) -> None:
        """Start a part, in place of the one that ended."""
        assert self.nursery is not None
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        if name in self.forked:
            self.forked[name].close()
        self.nursery.stdin.write(f"{PARTS[name]}\n")
        self.forked[name] = Forked(int(self.nursery.stdout.readline()))

    def kill(self, name: str, *, counted: str = "") -> None:
        """SIGKILL a part and start it again."""
        if self.forked[name].kill():
            self.blows[counted or f"{PARTS[name]} killed"] += 1
        self.start(name)

    def freeze(self, name: str, seconds: float, *, counted: str) -> None:
        """SIGSTOP for a while: beyond its lease, it comes back as a stranger."""
        process = self.forked[name]
        if process.send(signal.SIGSTOP):
            self.blows[counted] += 1
            thaw = threading.Timer(seconds, process.send, [signal.SIGCONT])
            thaw.daemon = True
            thaw.start()
            self.thaws.append(thaw)

    def revive(self) -> None:
        """Start again whatever ended by itself: killed by the network, or because a database was away."""
        for name, process in list(self.forked.items()):
            if not process.is_running():
                self.start(name)
        for name, child in list(self.servers.items()):
            if not child.is_running():
                self.servers[name] = self.starter(name)()

    def starter(self, name: str) -> Callable[[], Child]:
        """How a server is started."""
        if name == "database":
            return lambda: postgres.start_postgres(self.base)
        return lambda: embedded.start_valkey(self.base)

    def stop_database(self) -> None:
        """Immediate shutdown, as `pg_ctl -m immediate` does it, and start again."""
        child = self.servers["database"]
        child.process.send_signal(signal.SIGQUIT)
        child.process.wait()
        self.blows["database ended at once"] += 1
        self.servers["database"] = self.starter("database")()

    def stop_broker(self, away: float) -> None:
        """SIGKILL, and back after so many seconds."""
        child = self.servers["broker"]
        child.process.kill()
        child.process.wait()
        self.blows["broker killed"] += 1
        time.sleep(away)
        self.servers["broker"] = self.starter("broker")()

    def flush_broker(self) -> None:
        """Every wake-up is lost."""
        path = embedded.socket_folder(self.base) / "valkey.sock"
        with contextlib.suppress(redis.RedisError), redis.Redis(unix_socket_path=str(path)) as client:
            client.flushall()
            self.blows["broker flushed"] += 1

    def close(self) -> None:
        """End everything; the databases last."""
        for process in self.forked.values():
            process.kill()
        if self.nursery is not None:
            self.nursery.kill()
            self.nursery.wait()
        processes.stop(self.servers.values(), within=15)
        self.listener.close()


@contextlib.contextmanager
def stage(base: Path) -> Iterator[Stage]:
    """PostgreSQL (durable) and Valkey; the rest is added once there is something to do."""
    made = Stage(base, web.listen("127.0.0.1", 0))
    try:
        for name in ("database", "broker"):
            made.servers[name] = made.starter(name)()
        yield made
    finally:
        made.close()
