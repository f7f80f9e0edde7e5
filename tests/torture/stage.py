"""A product of its own for torture: database, broker, workers, scheduler and network, each to be killed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config import embedded, postgres, processes, startup
from config.processes import Child

WORKERS = 2


@dataclass
class Stage:
    """All processes, and how each is started again."""

    base: Path
    starters: dict[str, Callable[[], Child]] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)

    def start(self, name: str, starter: Callable[[], Child]) -> None:
        """Start a process and remember how."""
        self.starters[name] = starter
        self.children[name] = starter()

    def kill(self, name: str) -> None:
        """SIGKILL a process with all it started, and start it again."""
        child = self.children[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self.kills[name] = self.kills.get(name, 0) + 1
        self.children[name] = self.starters[name]()

    def freeze(self, name: str, seconds: float) -> None:
        """SIGSTOP a process for a while: longer than its lease, it comes back as a stranger."""
        pid = self.children[name].process.pid
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
        self.kills["frozen"] = self.kills.get("frozen", 0) + 1

    def revive(self) -> int:
        """Start again whatever ended by itself (killed by the network, say); returns how many."""
        gone = [name for name, child in self.children.items() if not child.is_running()]
        for name in gone:
            self.children[name] = self.starters[name]()
            self.kills[name] = self.kills.get(name, 0) + 1
        return len(gone)

    def stop_database(self) -> None:
        """Immediate shutdown, as in a crash, and start again."""
        child = self.children["database"]
        child.process.send_signal(signal.SIGQUIT)
        child.process.wait()
        self.kills["database"] = self.kills.get("database", 0) + 1
        self.children["database"] = self.starters["database"]()


@contextlib.contextmanager
def stage(base: Path) -> Iterator[Stage]:
    """PostgreSQL (durable) and Valkey; workers are added once there is something to do."""
    made = Stage(base)
    try:
        made.start("database", lambda: postgres.start_postgres(base))
        made.start("broker", lambda: embedded.start_valkey(base))
        yield made
    finally:
        order = sorted(made.children, key=lambda name: name in {"database", "broker"})
        processes.stop([made.children[name] for name in order], within=15)


def add_workers(made: Stage) -> None:
    """Two workers and a scheduler."""
    for number in range(WORKERS):
        made.start(f"worker {number}", startup.start_worker)
    made.start("scheduler", startup.start_beat)


def strike(made: Stage, dice: random.Random) -> None:
    """One act of chaos."""
    blow = dice.random()
    worker = f"worker {dice.randrange(WORKERS)}"
    if blow < 0.72:
        made.kill(worker)
    elif blow < 0.80:
        made.kill("scheduler")
    elif blow < 0.88:
        made.kill("broker")
    elif blow < 0.95:
        made.freeze(worker, dice.uniform(0.5, 4))
    else:
        made.stop_database()
