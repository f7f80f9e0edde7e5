"""Workers, schedulers and web processes by the hundred: `python -m tests.torture.nursery LISTENING_DESCRIPTOR`.

Everything is imported once, and each line on standard input (`worker`, `scheduler`, `web`)
forks a process that runs the product's own command line; its id is answered. So a process
that was killed is back within a fraction of a second, and hundreds of kills fit into minutes.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial

import celery.__main__
import celery.app
import celery.bin
import celery.concurrency
import celery.events
import celery.fixups
import celery.utils
import celery.worker
import kombu
import psycopg_pool
import redis
import uvicorn.protocols.http
from django.core.checks import run_checks

import config.asgi
import config.celery
import config.urls
from config import privileges, startup, web

PACKAGES = (
    *(celery.app, celery.bin, celery.concurrency, celery.events, celery.fixups, celery.utils, celery.worker),
    *(kombu, psycopg_pool, redis, uvicorn.protocols.http),
)
"""What processes import only when they need it."""


def main() -> None:
    """Fork what is asked for until the input ends."""
    privileges.die_with_parent(signal.SIGKILL)
    listener = int(sys.argv[1])
    config.celery.app.loader.import_default_modules()
    _import_all()
    run_checks()  # as every worker does
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ends is forgotten
    kinds: dict[str, Callable[[], None]] = {
        "worker": partial(_celery, startup.worker_command()),
        "scheduler": partial(_celery, startup.beat_command()),
        "web": partial(web.serve, listener),
    }
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(kinds[line.strip()])
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _import_all() -> None:
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            with contextlib.suppress(Exception):  # what needs something that is not installed
                importlib.import_module(module.name)


def _become(run: Callable[[], None]) -> None:
    """Be what a process started from the command line would be."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    privileges.die_with_parent(signal.SIGKILL)
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    try:
        run()
    finally:
        os._exit(0)


def _celery(command: Sequence[object]) -> None:
    arguments = [str(each) for each in command]
    sys.argv = ["celery", *arguments[arguments.index("celery") + 1 :]]
    celery.__main__.main()


if __name__ == "__main__":
    main()
