"""Workers, schedulers and web processes by the hundred: `python -m tests.torture.nursery LISTENING_DESCRIPTOR`.

Everything is imported once, and each line on standard input (`worker`, `scheduler`, `web`)
forks a process that runs the product's own command line; its id is answered. So a process
that was killed is back within a fraction of a second, and hundreds of kills fit into minutes.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial

import celery.__main__
import celery.apps.worker
import celery.bin.beat
import celery.bin.worker
import celery.concurrency.thread
import celery.worker.consumer
import kombu.transport.redis
import uvicorn.protocols.http.auto

import config.asgi
import config.celery
import config.urls
from config import privileges, startup, web

LOADED = (celery, kombu, uvicorn, config)
"""What is imported before the first fork."""


def main() -> None:
    """Fork what is asked for until the input ends."""
    privileges.die_with_parent(signal.SIGKILL)
    listener = int(sys.argv[1])
    config.celery.app.loader.import_default_modules()
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
