"""The embedded databases: made once, found by their folder, and honest about why they cannot start."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import redis

from config import embedded, postgres, privileges, processes
from config.embedded import CannotStart
from tests.config.outside import free_port, manage

AS_ROOT = pytest.mark.skipif(os.getuid() != 0, reason="Only root has to become somebody else for PostgreSQL.")


class Usage(NamedTuple):
    """What shutil tells about a disk."""

    total: int
    used: int
    free: int


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a cluster in it that nobody runs."""
    base = tmp_path_factory.mktemp("cluster")
    processes.stop([postgres.start_postgres(base, durable=False)], within=10)
    return base


@pytest.fixture
def base(cluster: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it for one test."""
    shutil.copytree(cluster / "pg", tmp_path / "pg")
    yield tmp_path
    for process in processes.working_in(tmp_path / "pg"):
        os.kill(process, signal.SIGKILL)


def ask(base: Path, query: str) -> object:
    """The first value that the folder's database answers."""
    with psycopg.connect(embedded.database_url(base)) as connection:
        answer = connection.execute(query)
        row = answer.fetchone() if answer.description else None
    return row[0] if row else None


def test_postgres_starts_stops_and_keeps_its_rows(base: Path) -> None:
    first = postgres.start_postgres(base)
    assert embedded.postgres_answers(base)
    ask(base, "CREATE TABLE kept AS SELECT 7 AS number")
    processes.stop([first], within=10)
    assert first.process.returncode == 0
    assert not embedded.postgres_answers(base)

    second = postgres.start_postgres(base)

    assert ask(base, "SELECT number FROM kept") == 7
    processes.stop([second], within=10)


def test_postgres_lowers_accents_searches_and_listens_on_no_port(base: Path) -> None:
    server = postgres.start_postgres(base)

    assert ask(base, "SELECT lower('ÄÉØ')") == "äéø"
    assert ask(base, "SELECT count(*) FROM pg_available_extensions WHERE name IN ('pg_trgm', 'unaccent')") == 2
    assert ask(base, "SHOW listen_addresses") == ""
    assert ask(base, "SHOW fsync") == "on"
    processes.stop([server], within=10)


def test_committed_rows_survive_kill_9_and_a_lock_file_whose_number_somebody_else_has(base: Path) -> None:
    server = postgres.start_postgres(base)
    ask(base, "CREATE TABLE kept AS SELECT 7 AS number")
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()
    lock = base / "pg" / "postmaster.pid"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")

    again = postgres.start_postgres(base)

    assert ask(base, "SELECT number FROM kept") == 7
    processes.stop([again], within=10)


def test_a_predecessor_that_is_still_stopping_is_waited_for(base: Path) -> None:
    server = postgres.start_postgres(base)
    server.ask_to_stop()

    again = postgres.start_postgres(base)

    assert server.process.wait(1) == 0
    assert ask(base, "SELECT 1") == 1
    processes.stop([again], within=10)


def test_a_predecessor_that_does_not_stop_is_told(base: Path) -> None:
    server = postgres.start_postgres(base)

    with pytest.raises(CannotStart, match="another PostgreSQL is still using"):
        postgres.wait_for_predecessor(base / "pg", seconds=0.2)

    assert ask(base, "SELECT 1") == 1
    processes.stop([server], within=10)


def test_the_folder_of_another_version_is_refused_in_one_sentence(base: Path) -> None:
    (base / "pg" / "PG_VERSION").write_text("15\n")

    done = manage("up", data=base, PORT=str(free_port()))
    other = manage("migrate", data=base)

    assert done.returncode == other.returncode == 2
    assert "was made by PostgreSQL 15, but this Liaison brings PostgreSQL 18; " in other.stderr
    assert other.stderr.count("\n") == 1
    assert (base / "pg" / "PG_VERSION").read_text() == "15\n"


def test_a_cluster_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "pg.new").mkdir()
    (tmp_path / "pg.new" / "half").write_text("left by an interrupted start")

    server = postgres.start_postgres(tmp_path, durable=False)

    assert not (tmp_path / "pg.new").exists()
    assert not (tmp_path / "pg" / "half").exists()
    processes.stop([server], within=10)


def test_the_last_words_of_a_server_that_does_not_start_are_told(base: Path) -> None:
    with (base / "pg" / "postgresql.conf").open("a") as configuration:
        configuration.write("shared_buffers = 'plenty'\n")

    with pytest.raises(CannotStart, match=r"the embedded database did not start \(.*FATAL.*\); all of it is in"):
        postgres.start_postgres(base)


@AS_ROOT
@pytest.mark.parametrize(("allowed", "owner"), [(True, 0), (False, privileges.NOBODY)], ids=["namespace", "nobody"])
def test_root_runs_it_as_somebody_else_even_where_namespaces_are_forbidden(
    base: Path, allowed: bool, owner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privileges, "namespaces_are_allowed", lambda: allowed)

    server = postgres.start_postgres(base)

    assert Path(f"/proc/{server.process.pid}").stat().st_uid == owner
    assert (base / "pg" / "PG_VERSION").stat().st_uid == owner
    assert ask(base, "SELECT 1") == 1
    processes.stop([server], within=10)


def test_valkey_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    first = embedded.start_valkey(tmp_path)
    address = f"unix://{embedded.socket_folder(tmp_path)}/valkey.sock"
    redis.Redis.from_url(address).set("kept", "7")
    processes.stop([first], within=5)
    assert not embedded.valkey_answers(tmp_path)

    second = embedded.start_valkey(tmp_path)

    assert redis.Redis.from_url(address).get("kept") == b"7"
    processes.stop([second], within=5)


def test_a_long_path_gets_a_short_folder_for_its_sockets(tmp_path: Path) -> None:
    base = tmp_path / ("long" * 30)
    base.mkdir()

    server = embedded.start_valkey(base)

    assert embedded.valkey_answers(base)
    assert len(str(embedded.socket_folder(base))) < embedded.SOCKET_PATH_LIMIT
    processes.stop([server], within=5)
    embedded.socket_folder(base).rmdir()


def test_two_folders_never_share_their_sockets(tmp_path: Path) -> None:
    assert embedded.database_url(tmp_path / "a") != embedded.database_url(tmp_path / "b")
    assert embedded.socket_folder(tmp_path / ("a" * 120)) != embedded.socket_folder(tmp_path / ("b" * 120))


@AS_ROOT
def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    embedded.socket_folder(tmp_path).mkdir()
    os.chown(embedded.socket_folder(tmp_path), 12345, 12345)

    with pytest.raises(CannotStart, match="belongs to somebody else"):
        embedded.make_socket_folder(tmp_path)


def test_a_folder_is_claimed_by_one_process_only(tmp_path: Path) -> None:
    with (
        embedded.claim(tmp_path),
        pytest.raises(CannotStart, match="already running with the data folder"),
        embedded.claim(tmp_path),
    ):
        pytest.fail("claimed twice")
    with embedded.claim(tmp_path):
        assert (tmp_path / "lock").exists()


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9 - 5 * 2**20, 5 * 2**20))

    with pytest.raises(CannotStart, match=r"is full \(5 MB free, 200 MB needed\); make room, or set LIAISON_DATA_DIR"):
        embedded.require_space(tmp_path)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full; make room"),
        (psycopg.errors.DiskFull("could not extend file: No space left on device"), "the disk is full; make room"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/pg"), "/data/pg cannot be used (Permission denied)"),
        (psycopg.OperationalError("too many clients\nmore"), "the database refused (too many clients)."),
    ],
)
def test_failures_later_on_are_told_in_one_sentence_too(error: Exception, sentence: str) -> None:
    assert embedded.sentence(error).startswith(sentence)


@AS_ROOT
def test_a_disk_that_is_really_full_ends_with_one_sentence(tmp_path: Path) -> None:
    try:
        processes.run(["mount", "-t", "tmpfs", "-o", "size=20m", "none", tmp_path])
    except OSError:
        pytest.fail("this test needs the command mount")
    try:
        done = manage("up", data=tmp_path, PORT=str(free_port()))
        command = manage("migrate", data=tmp_path)
    finally:
        processes.run(["umount", tmp_path])

    assert done.returncode == command.returncode == 2
    assert done.stderr.startswith(f"Liaison cannot start: the disk of {tmp_path} is full (")
    assert command.stderr == done.stderr
    assert done.stderr.count("\n") == 1
