"""The process at the other end of a connection on this machine, found as the kernel tells it (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
INIT = 1


def peers(port: int, our_port: int) -> list[int]:
    """Ids of the processes that hold the connection from `port` to `our_port`, ourselves aside."""
    wanted = {f"socket:[{inode}]" for inode in _inodes(port, our_port)}
    if not wanted:
        return []
    return [pid for pid in _processes() if wanted & set(_links(pid))]


def send_signal(pids: list[int], name: str) -> list[int]:
    """Send SIGKILL, SIGSTOP or SIGCONT (`name` without SIG); the ids of those it reached."""
    reached = []
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.Signals[f"SIG{name}"])
            reached.append(pid)
    return reached


def _inodes(port: int, our_port: int) -> Iterator[str]:
    """Sockets whose own port is `port` and whose far port is ours, IPv4 or IPv6."""
    for table in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            near, far = (int(fields[column].rpartition(":")[2], 16) for column in (1, 2))
            if (near, far) == (port, our_port) and fields[9] != "0":
                yield fields[9]


def _processes() -> Iterator[int]:
    for entry in PROC.iterdir():
        if entry.name.isdigit() and int(entry.name) not in (INIT, os.getpid()):
            yield int(entry.name)


def _links(pid: int) -> Iterator[str]:
    """What a process has open; nothing when it ended meanwhile or is not ours to see."""
    with contextlib.suppress(OSError):
        for entry in (PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                yield str(entry.readlink())
