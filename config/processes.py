"""Child processes that end with us: stopped in order, and by the kernel when we are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from config import privileges
from config.place import BASE_DIR

LINUX = sys.platform == "linux"
LOG_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True)
class Child:
    """One process that we started, and the signal by which it is asked to end in good order."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM

    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send its stop signal if it still runs."""
        if self.is_running():
            self.process.send_signal(self.stop_signal)

    def end(self, deadline: float) -> None:
        """Wait until the deadline (of `time.monotonic`), then kill it; nothing that it started outlives it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        # Its group is its own, see start(); empty when everything ended in good order.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    owning: Path | None = None,
    pass_fds: Sequence[int] = (),
    environment: Mapping[str, str] | None = None,
) -> Child:
    """Start a child in a session of its own, so that the terminal's Ctrl-C reaches only us.

    `log` takes its output (ours when absent). `owning` is for a program that refuses to run as root:
    it then runs as the ordinary owner of that folder.
    """
    with open_log(log) as output:
        process = subprocess.Popen(
            list(command),
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output if log else None,
            stderr=subprocess.STDOUT if log else None,
            start_new_session=True,
            preexec_fn=preparation(stop_signal, owning=owning),
            pass_fds=pass_fds,
            env=None if environment is None else {**os.environ, **environment},
        )
    return Child(name, process, stop_signal)


def run(command: Sequence[str | Path], *, owning: Path | None = None) -> str:
    """Run a program to its end and return what it said; raises CalledProcessError with its output."""
    done = subprocess.run(
        list(command),
        check=True,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=preparation(signal.SIGTERM, owning=owning),
    )
    return done.stdout


def stop(children: Iterable[Child], *, within: float) -> None:
    """Ask all of them at once, give them `within` seconds together, then kill the rest."""
    children = list(children)
    deadline = time.monotonic() + within
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.end(deadline)


def working_in(folder: Path) -> list[int]:
    """The processes whose working folder it is, as far as we may see them (Linux only)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder.resolve():
                found.append(int(entry.name))
    return found


def open_log(path: Path | None) -> BinaryIO:
    """The log opened for appending, begun anew once it has grown beyond its limit."""
    if path is None:
        return Path(os.devnull).open("wb")
    grown = path.exists() and path.stat().st_size > LOG_LIMIT
    return path.open("wb" if grown else "ab")


def preparation(death_signal: signal.Signals, *, owning: Path | None) -> Callable[[], None]:
    """What a child does before it becomes its program: stop being root if need be, and tie its life to ours."""
    parent = os.getpid()
    is_root = os.getuid() == 0

    def prepare() -> None:
        if LINUX and is_root and owning is not None:
            privileges.become_ordinary_owner(owning)
        if LINUX:
            privileges.die_with_parent(death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return prepare
