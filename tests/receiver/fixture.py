"""The receiver for tests: started once, told apart by paths of one's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from config.place import BASE_DIR


@dataclass(frozen=True)
class Receiver:
    """A running one."""

    url: str

    def seen(self, path: str = "") -> list[dict[str, Any]]:
        """What came, in its order; at one path only."""
        found: list[dict[str, Any]] = httpx.get(f"{self.url}/seen").json()
        return [one for one in found if not path or one["path"] == path]

    def taken(self, path: str = "") -> list[dict[str, Any]]:
        """What it answered 200 to."""
        return [one for one in self.seen(path) if one["status"] == 200]


@pytest.fixture(scope="session")
def receiver_process() -> Iterator[Receiver]:
    """A process of its own, which ends with the run."""
    command = [sys.executable, "-m", "tests.receiver"]
    with subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        try:
            yield Receiver(f"http://127.0.0.1:{port}")
        finally:
            process.kill()


@pytest.fixture
def receiver(receiver_process: Receiver) -> Receiver:
    """It has seen nothing yet."""
    httpx.delete(f"{receiver_process.url}/seen")
    return receiver_process
