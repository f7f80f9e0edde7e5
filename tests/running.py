"""The product as real processes (web, worker, scheduler) on the database of the running test.

Use with `transactional_db`: other processes see only what is committed.
"""

from __future__ import annotations

import http.client
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from accounts.models import Member
from config import embedded, processes, startup, web
from config.processes import Child


@dataclass
class Running:
    """Addresses of the running product and the settings its processes were started with."""

    url: str
    port: int
    environment: dict[str, str]
    listener: socket.socket
    started: list[Child]

    def kill_web(self) -> None:
        """End the web process as the kernel would, and start another on the same address."""
        victim = next(child for child in self.started if child.name.startswith("web"))
        victim.process.kill()
        victim.process.wait()
        self.started.remove(victim)
        with patched(self.environment):
            self.started.append(startup.start_web(1, self.listener))


def database_address() -> str:
    """The URL of the database that this test uses."""
    values = connection.settings_dict
    host, port = quote(str(values["HOST"]), safe=""), values["PORT"] or "5432"
    user, password = quote(str(values["USER"])), quote(str(values["PASSWORD"]))
    return f"postgres://{user}:{password}@/{values['NAME']}?host={host}&port={port}"


@contextmanager
def running(*, workers: bool = True, **settings: str) -> Iterator[Running]:
    """Start broker, web and (unless told otherwise) worker and scheduler; stop all at the end.

    `settings` are further variables of their environment.
    """
    with ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liaison-")))
        listener = web.listen("127.0.0.1", 0)
        stack.callback(listener.close)
        port = listener.getsockname()[1]
        environment = {
            "DATABASE_URL": database_address(),
            "CELERY_BROKER_URL": embedded.broker_url(base),
            "CACHE_URL": embedded.cache_url(base),
            "LIAISON_DATA_DIR": str(base),
            "LIAISON_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": os.environ["SECRET_KEY"],
            "FIELD_ENCRYPTION_KEY": os.environ["FIELD_ENCRYPTION_KEY"],
            "PORT": str(port),
            **settings,
        }
        started: list[Child] = []
        stack.callback(lambda: processes.stop(reversed(started), within=8))
        started.append(embedded.start_valkey(base))
        with patched(environment):
            started.append(startup.start_web(1, listener))
            if workers:
                started.extend((startup.start_worker(), startup.start_beat()))
        eventually(lambda: answers(port), seconds=90)
        yield Running(f"http://127.0.0.1:{port}", port, environment, listener, started)


@contextmanager
def patched(environment: dict[str, str]) -> Iterator[None]:
    """The environment that children inherit."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def answers(port: int) -> bool:
    """Whether the web process answers."""
    request = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        request.request("GET", "/healthz")
        return request.getresponse().status == 200
    except OSError:
        return False
    finally:
        request.close()


def eventually(check: Callable[[], Any], *, seconds: float = 20, what: str = "") -> Any:
    """The first truthy answer of `check`; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(what or f"This did not come true within {seconds:g} s.")


def session_of(member: Member) -> str:
    """The key of a signed-in session, for a cookie named `sessionid`."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return str(session.session_key)
