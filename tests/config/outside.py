"""Running `manage.py` as people do: a process of its own, on a data folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.place import BASE_DIR

OURS = re.compile(
    r"LIAISON|DATABASE|SANDBOX|SETUP|CELERY|CACHE|SECRET_KEY|FIELD_ENC|EMAIL|DJANGO|^PORT$|^DEBUG$|LOG_|^CI$|WORKERS?$"
)


def environment(data: Path, **variables: str) -> dict[str, str]:
    """This process's variables without any of ours, and then those given."""
    kept = {name: value for name, value in os.environ.items() if not OURS.search(name)}
    sandbox = f"http://127.0.0.1:{free_port()}"
    return {**kept, "LIAISON_DATA_DIR": str(data), "SANDBOX_URL": sandbox, **variables}


def manage(*arguments: str, data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=environment(data, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def until(holds: Callable[[], object], *, seconds: float = 10) -> bool:
    """Whether something comes to hold within that time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes_of(data: Path) -> list[int]:
    """Every process that was started for that data folder or works inside it."""
    mark = f"LIAISON_DATA_DIR={data}".encode()
    return [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if mark in told(entry / "environ", Path.read_bytes, b"").split(b"\0")
        or told(entry / "cwd", Path.readlink, Path("/")).is_relative_to(data)
    ]


def told[T](entry: Path, ask: Callable[[Path], T], otherwise: T) -> T:
    """What the kernel tells about a process, or `otherwise` when it has ended meanwhile."""
    try:
        return ask(entry)
    except OSError:
        return otherwise


def command_line(process: int) -> str:
    """How a process was started."""
    return told(Path(f"/proc/{process}/cmdline"), Path.read_bytes, b"").replace(b"\0", b" ").decode()


@dataclass
class Up:
    """A running `manage.py up`."""

    process: subprocess.Popen[str]
    data: Path
    port: int
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> None:
        """Read what it says until it has named its address and the way in."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if "make your team at" in line or "sign in as" in line:
                return
        raise AssertionError("\n".join(self.lines))

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return answer.status, answer.read().decode()

    def stop(self, number: signal.Signals = signal.SIGINT) -> float:
        """Send a signal to the command itself and return how many seconds it took to end."""
        began = time.monotonic()
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=30)
        self.lines += said.splitlines()
        return time.monotonic() - began


@contextmanager
def running(data: Path, *arguments: str, **variables: str) -> Iterator[Up]:
    """Start `manage.py up`, hand it over when it is ready, and end it whatever happens."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", *arguments],
        cwd=BASE_DIR,
        env=environment(data, PORT=str(port), WEB_PROCESSES="2", **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    up = Up(process, data, port)
    try:
        up.wait_until_ready()
        yield up
    finally:
        if process.poll() is None:
            up.stop()
