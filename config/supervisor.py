"""Keeping a set of processes alive, and ending them in order."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from config import processes
from config.processes import Child

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
RESTARTS, PERIOD = 3, 60.0  # more restarts of one service within this many seconds mean that something is wrong
GRACE_OF_PROGRAMS, GRACE_OF_DATABASES = 1.5, 2.5  # seconds; below five together, and time for the last checkpoint


class StopRequested(BaseException):
    """Somebody pressed Ctrl-C or sent a stop signal."""


class GaveUp(Exception):
    """A service keeps ending; the message is a whole sentence."""


@dataclass
class Service:
    """Something that must run: how it is started, what runs now, and when it had to be started again."""

    start: Callable[[], Child]
    child: Child
    is_database: bool
    restarts: list[float] = field(default_factory=list)


class Supervisor:
    """Starts services one after the other, starts again what ends, stops programs before databases."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.services: list[Service] = []

    def add(self, start: Callable[[], Child], *, is_database: bool = False) -> None:
        """Start a service and look after it from now on."""
        self.services.append(Service(start, start(), is_database))

    def watch(self) -> None:
        """Look after everything until StopRequested; raises GaveUp when a service keeps ending."""
        while True:
            for service in self.services:
                if not service.child.is_running():
                    self.revive(service)
            time.sleep(0.2)

    def revive(self, service: Service) -> None:
        """Start an ended service again, unless that happens too often."""
        name, code, now = service.child.name, service.child.process.returncode, time.monotonic()
        service.restarts = [moment for moment in service.restarts if now - moment < PERIOD] + [now]
        if len(service.restarts) > RESTARTS:
            raise GaveUp(f"The {name} ended {len(service.restarts)} times within a minute; what it said stands above.")
        self.say(f"The {name} ended unexpectedly (code {code}); starting it again.")
        service.child = service.start()

    def stop(self) -> None:
        """End programs first, then databases; whatever does not follow in time is killed."""
        programs = [service.child for service in self.services if not service.is_database]
        databases = [service.child for service in self.services if service.is_database]
        processes.stop(programs, within=GRACE_OF_PROGRAMS)
        processes.stop(databases, within=GRACE_OF_DATABASES)


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turn the first stop signal into StopRequested; further ones change nothing."""

    def request(number: int, frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise StopRequested

    before = {number: signal.signal(number, request) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
