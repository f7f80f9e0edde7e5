"""A Liaison that is there for its pictures only: `manage.py up` in a folder and on ports of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from config import web
from config.pictures.stage import Login, Stage
from config.place import BASE_DIR

LOGIN = re.compile(r"sign in as (?P<role>\S.*?)\s+(?P<email>\S+@\S+)\s+password (?P<password>.+)")
WELCOME = re.compile(r"make your team at (\S+)")
PATIENCE = 600.0  # seconds, for busy machines


class DidNotStart(Exception):
    """`up` ended or took too long; the message is a whole sentence."""


@contextmanager
def running(*options: str) -> Iterator[Stage]:
    """Start `up` with an empty data folder; stopped at the end. Raises DidNotStart."""
    with tempfile.TemporaryDirectory(prefix="liaison-shots-") as folder:
        port, other = free_ports()
        kept = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
        sandbox = f"http://127.0.0.1:{other}"
        own = {"PORT": str(port), "SANDBOX_URL": sandbox, "LIAISON_DATA_DIR": folder, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, str(BASE_DIR / "manage.py"), "up", *options]
        process = subprocess.Popen(command, cwd=BASE_DIR, env=kept | own, stdout=subprocess.PIPE, text=True)
        try:
            yield stage_of(said_by(process), f"http://127.0.0.1:{port}", sandbox)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def free_ports() -> tuple[int, int]:
    """Two ports that nobody listens on."""
    with web.listen("127.0.0.1", 0) as one, web.listen("127.0.0.1", 0) as two:
        return one.getsockname()[1], two.getsockname()[1]


def said_by(process: subprocess.Popen[str]) -> list[str]:
    """What `up` has said once it is ready; raises DidNotStart."""
    said: list[str] = []
    Thread(target=lambda: said.extend(process.stdout or ()), daemon=True).start()
    until = time.monotonic() + PATIENCE
    while not any("is ready: http" in line for line in said):
        if process.poll() is not None or time.monotonic() > until:
            raise DidNotStart(f"The demo did not start: {' '.join(said[-3:])}")
        time.sleep(0.2)
    time.sleep(1)  # the logins follow in the same breath
    return list(said)


def stage_of(said: list[str], address: str, sandbox: str) -> Stage:
    """The logins and the link to the first steps among what `up` says."""
    found = [match for line in said if (match := LOGIN.search(line))]
    logins = tuple(Login(match["role"], match["email"], match["password"].strip()) for match in found)
    welcome = next((match[1] for line in said if (match := WELCOME.search(line))), "")
    return Stage(address, sandbox, logins, welcome)
