"""What every test stands on: a PostgreSQL of our own, and a browser."""

from __future__ import annotations

import importlib
import itertools
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
import pytest

from config import embedded, postgres, processes
from config.place import BASE_DIR
from tests.bluesky_network.fixture import bluesky_network
from tests.flushing import flush_again_after_a_deadlock
from tests.receiver.fixture import receiver, receiver_process
from tests.sandbox_network.fixture import own_file, sandbox, sandbox_process

__all__ = [  # fixtures for whoever asks for them
    "bluesky_network",
    "flush_again_after_a_deadlock",
    "own_file",
    "receiver",
    "receiver_process",
    "sandbox",
    "sandbox_process",
]

IN_CI = os.environ.get("CI") == "true"
ON_DEMAND = ("long", "torture", "threads", *(() if IN_CI else ("patient",)))
CLUSTER = pytest.StashKey[ExitStack]()
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
BROWSER_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster once (workers of xdist inherit its address), then let Django read its settings."""
    if not hasattr(config, "workerinput") and not os.environ.get("DATABASE_URL"):
        config.stash[CLUSTER] = start_cluster()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("SECRET_KEY", "signs the sessions of tests only, never of people")
    os.environ.setdefault("FIELD_ENCRYPTION_KEY", "encrypts the credentials of tests only")
    os.environ.setdefault(
        "OUTBOUND_ALLOW", "127.0.0.1,localhost"
    )  # the networks that tests talk to run on this machine
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop in the main thread
    django.setup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever needs the Bluesky network runs in one process, because starting one takes long.

    What takes minutes runs only when its marker is asked for, as in `-m long`.
    """
    asked = config.getoption("markexpr")
    left_out = [item for item in items if any(item.get_closest_marker(x) and x not in asked for x in ON_DEMAND)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        if "bluesky_network" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("bluesky"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster that this run started."""
    if CLUSTER in config.stash:
        config.stash[CLUSTER].close()


def start_cluster() -> ExitStack:
    """Start PostgreSQL in the first test folder that no other run is using; it survives for the next run."""
    with ExitStack() as held:
        for number in itertools.count(1):
            base = BASE_DIR / "var" / "test" / str(number)
            base.mkdir(parents=True, exist_ok=True)
            try:
                held.enter_context(embedded.claim(base))
                break
            except embedded.CannotStart:
                continue
        server = postgres.start_postgres(base, durable=False)
        held.callback(processes.stop, [server], within=20)
        os.environ["LIAISON_DATA_DIR"] = str(base)
        (base / "static").mkdir(exist_ok=True)
        return held.pop_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium as the system brings it; without one the test says so, and in CI it fails."""
    found = os.environ.get("CHROMIUM") or next((path for path in BROWSERS if Path(path).exists()), None)
    if found is None:
        sentence = "There is no Chromium here; install the package chromium, or set CHROMIUM to its path."
        pytest.fail(sentence) if IN_CI else pytest.skip(sentence)
    return {**browser_type_launch_args, "executable_path": found, "args": BROWSER_FLAGS}


@pytest.fixture(autouse=True)
def _quick_and_apart(settings: Any, tmp_path: Path) -> None:
    """Uploads of a test go to a folder of its own, and passwords are hashed quickly."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cast(db: None) -> Any:
    """The company every test plays in (imported late: it needs Django's settings)."""
    return importlib.import_module("tests.cast").cast()
