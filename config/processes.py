"""Child processes that end with us: stopped in order, and by the kernel when we are killed."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 1024 * 1024
STAFF_ID = 1000


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
        """Wait until the deadline (of `time.monotonic`), then kill it together with its own children."""
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    never_root: bool = False,
    pass_fds: Sequence[int] = (),
    environment: Mapping[str, str] | None = None,
) -> Child:
    """Start a child in a session of its own, so that the terminal's Ctrl-C reaches only us.

    `log` takes its output (ours when absent); `never_root` is for programs that refuse to run as root.
    """
    with open_log(log) as output:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output if log else None,
            stderr=subprocess.STDOUT if log else None,
            start_new_session=True,
            preexec_fn=preparation(stop_signal, never_root=never_root),
            pass_fds=pass_fds,
            env=None if environment is None else {**os.environ, **environment},
        )
    return Child(name, process, stop_signal)


def run(command: Sequence[str | Path], *, never_root: bool = False) -> str:
    """Run a program to its end and return what it said; raises CalledProcessError with its output."""
    done = subprocess.run(
        list(command),
        check=True,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=preparation(signal.SIGTERM, never_root=never_root),
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


def open_log(path: Path | None) -> BinaryIO:
    """The log opened for appending, begun anew once it has grown beyond its limit."""
    if path is None:
        return Path(os.devnull).open("wb")
    grown = path.exists() and path.stat().st_size > LOG_LIMIT
    return path.open("wb" if grown else "ab")


def preparation(death_signal: signal.Signals, *, never_root: bool) -> Callable[[], None]:
    """What a child does before it becomes its program: take another user id, and tie its life to ours."""
    parent, user, group = os.getpid(), os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        if never_root and user == 0 and LINUX:
            enter_user_namespace(user, group)
        if LINUX:
            libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def enter_user_namespace(user: int, group: int) -> None:
    """Become an ordinary user in our own eyes, while files stay those of `user` outside."""
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{STAFF_ID} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{STAFF_ID} {group} 1")
