"""Starts and stops a real Bluesky network: the servers that Bluesky publishes, on this machine.

They are npm packages, installed once per machine by `tests/bluesky_network/install.sh`.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import socket
import string
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from config import processes
from config.embedded import wait_until
from tests.bluesky_network.people import PASSWORD, Person

HERE = Path(__file__).parent
NODE = 22
ADMIN_PASSWORD = "admin-pass"  # of every network started by @atproto/dev-env
START_SECONDS = 120  # 8 usually; 30 the first time after the installation


class NotInstalled(Exception):
    """The network's programs are missing; the message names the command that installs them."""


@dataclass
class Network:
    """A running network: `url` is its data server, to which every client talks."""

    url: str
    joined: int = 0

    def newcomer(self, name: str) -> Person:
        """A new account, called by this name (at least three letters) and a number, with its own client."""
        self.joined += 1
        return Person.join(self.url, f"{name}{self.joined}.test", PASSWORD)

    def suspend(self, person: Person) -> None:
        """Take an account down, as the server's moderators do."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": person.did}
        httpx.post(
            f"{self.url}/xrpc/com.atproto.admin.updateSubjectStatus",
            json={"subject": subject, "takedown": {"applied": True}},
            auth=("admin", ADMIN_PASSWORD),
        ).raise_for_status()


def home() -> Path:
    """Where install.sh puts the programs: outside the clone, one folder per lock file."""
    version = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("LIAISON_CACHE_DIR") or caches / "liaison") / f"bluesky-{version}"


def node(folder: Path) -> Path:
    """The Node that came with the network, else the machine's own if it is new enough."""
    for found in folder.glob("node_modules/node-linux-*/bin/node"):
        return found
    if found_here := shutil.which("node"):
        version = processes.run([found_here, "--version"]).strip().removeprefix("v")
        if int(version.split(".")[0]) >= NODE:
            return Path(found_here)
    raise NotInstalled(f"The Bluesky network needs Node {NODE} or newer; please install it.")


@contextmanager
def running(database_url: str) -> Iterator[Network]:
    """A network with nobody on it, in a database of its own that goes with it; raises NotInstalled."""
    folder = home()
    if not (folder / "installed").exists():
        raise NotInstalled("The Bluesky network is not installed: tests/bluesky_network/install.sh does it.")
    with ExitStack() as held:
        temporary = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="bluesky-", ignore_cleanup_errors=True)))
        log = temporary / "network.log"
        plc, pds, view = free_ports(3)
        environment = {
            "DB_POSTGRES_URL": held.enter_context(own_database(database_url)),
            "SCHEMA": "run",
            "PLC_PORT": str(plc),
            "PDS_PORT": str(pds),
            "BSKY_PORT": str(view),
            "TMPDIR": str(temporary),
            "LOG_ENABLED": "false",
        }
        child = processes.start("bluesky", [node(folder), _script(folder)], log=log, environment=environment)
        held.callback(processes.stop, [child], within=10)
        wait_until(child, lambda: "READY" in log.read_text(), log=log, seconds=START_SECONDS)
        network = Network(f"http://localhost:{pds}")
        httpx.get(f"{network.url}/xrpc/com.atproto.server.describeServer").raise_for_status()
        yield network


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """An empty database on this server, as an address that Node's driver reads; dropped afterwards."""
    name = "bluesky_" + "".join(random.choices(string.ascii_lowercase, k=10))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        where = connection.info
        who = f"{where.user}:{where.password}" if where.password else where.user
        on_socket = where.host.startswith("/")
        place = f"localhost/{name}?host={where.host}" if on_socket else f"{where.host}:{where.port}/{name}"
    try:
        yield f"postgres://{who}@{place}"
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _script(folder: Path) -> Path:
    """The start script beside its packages, because Node looks for them from there."""
    text = (HERE / "start.mjs").read_bytes()
    script = folder / f"start-{hashlib.sha256(text).hexdigest()[:12]}.mjs"
    if not script.exists():
        draft = script.with_suffix(f".{os.getpid()}")
        draft.write_bytes(text)
        draft.replace(script)
    return script
