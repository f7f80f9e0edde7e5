"""Commands find a database by themselves: the running one, one for the duration, or the one that is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import embedded, postgres, processes
from tests.config.outside import manage, processes_of

ASK = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 6 * 7'); print(k.fetchone()[0])"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty cluster."""
    base = tmp_path_factory.mktemp("launch")
    processes.stop([postgres.start_postgres(base, durable=False)], within=10)
    return base


def test_a_command_starts_the_database_for_its_duration(folder: Path) -> None:
    done = manage("shell", "-v0", "-c", ASK, data=folder)

    assert (done.returncode, done.stdout) == (0, "42\n")
    assert processes_of(folder) == []
    assert not embedded.postgres_answers(folder)


def test_a_command_joins_a_database_that_runs(folder: Path) -> None:
    server = postgres.start_postgres(folder)

    done = manage("shell", "-v0", "-c", ASK, data=folder)

    assert (done.returncode, done.stdout) == (0, "42\n")
    assert server.is_running()
    processes.stop([server], within=10)


def test_a_command_beside_a_start_that_is_under_way_is_refused_in_one_sentence(folder: Path) -> None:
    with embedded.claim(folder):
        done = manage("shell", "-v0", "-c", ASK, data=folder)

    assert done.returncode == 2
    assert done.stderr.startswith(f"Liaison cannot start: it is already running with the data folder {folder}; ")
    assert done.stderr.count("\n") == 1


def test_a_command_that_needs_no_database_starts_none(tmp_path: Path) -> None:
    done = manage("diffsettings", data=tmp_path)

    assert done.returncode == 0
    assert not (tmp_path / "pg").exists()


def test_a_database_that_is_named_is_used_and_nothing_is_started(folder: Path, tmp_path: Path) -> None:
    server = postgres.start_postgres(folder)
    keys = {"SECRET_KEY": "s" * 50, "FIELD_ENCRYPTION_KEY": "f" * 50}

    done = manage("shell", "-v0", "-c", ASK, data=tmp_path, DATABASE_URL=embedded.database_url(folder), **keys)

    assert (done.returncode, done.stdout) == (0, "42\n")
    assert list(tmp_path.iterdir()) == []
    processes.stop([server], within=10)


def test_the_commands_own_failure_keeps_its_own_words(folder: Path) -> None:
    done = manage("shell", "-v0", "-c", "raise OSError('the file is gone')", data=folder)

    assert done.returncode == 1
    assert "OSError: the file is gone" in done.stderr
    assert processes_of(folder) == []
