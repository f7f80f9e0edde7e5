"""The supervisor starts again what ends, gives up on what keeps ending, and stops programs before databases."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial

import pytest

from config import processes
from config.supervisor import GaveUp, StopRequested, Supervisor, stop_signals


@pytest.fixture
def said() -> list[str]:
    """What the supervisor says."""
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Supervisor:
    """A supervisor whose sentences can be read."""
    return Supervisor(said.append)


def watch_until_stopped(supervisor: Supervisor, *, seconds: float) -> None:
    """Watch in this thread, as `up` does, and be asked to stop after a while."""
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    try:
        with stop_signals(), pytest.raises(StopRequested):
            supervisor.watch()
    finally:
        timer.cancel()
        supervisor.stop()


def test_what_ends_is_started_again_and_told(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.add(partial(processes.start, "worker", ["sleep", "60"]))
    first = supervisor.services[0].child
    first.process.kill()

    watch_until_stopped(supervisor, seconds=0.7)

    assert supervisor.services[0].child is not first
    assert said == ["The worker ended unexpectedly (code -9); starting it again."]


def test_what_keeps_ending_is_given_up(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.add(partial(processes.start, "worker", ["false"]))

    with pytest.raises(GaveUp, match="The worker ended 4 times within a minute"):
        supervisor.watch()

    assert len(said) == 3


def test_restarts_of_long_ago_do_not_count(supervisor: Supervisor) -> None:
    supervisor.add(partial(processes.start, "worker", ["sleep", "60"]))
    supervisor.services[0].restarts = [time.monotonic() - 3600] * 10
    supervisor.services[0].child.process.kill()
    supervisor.services[0].child.process.wait()

    supervisor.revive(supervisor.services[0])

    assert len(supervisor.services[0].restarts) == 1
    supervisor.stop()


def test_programs_end_before_the_databases_they_need(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    stop = processes.stop

    def note(children: list[processes.Child], *, within: float) -> None:
        order.extend(child.name for child in children)
        stop(children, within=within)

    monkeypatch.setattr(processes, "stop", note)
    supervisor.add(partial(processes.start, "database", ["sleep", "60"]), is_database=True)
    supervisor.add(partial(processes.start, "web", ["sleep", "60"]))

    supervisor.stop()

    assert order == ["web", "database"]
    assert not any(service.child.is_running() for service in supervisor.services)


def test_only_the_first_stop_signal_counts() -> None:
    with stop_signals():
        with pytest.raises(StopRequested):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)


def test_afterwards_signals_mean_what_they_meant() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with stop_signals():
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before
