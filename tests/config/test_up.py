"""`manage.py up` starts everything, survives what befalls it, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.outside import Up, command_line, free_port, manage, processes_of, running, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]

COUNT = "from accounts.models import Department; print('departments:', Department.objects.count())"
ADD = "from accounts.models import Department; Department.objects.create(name='Left behind', slug='left-behind')"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One that all tests of this module share, and that the last of them may end."""
    with running(tmp_path_factory.mktemp("up") / "data", "--no-demo") as started:
        yield started


def test_it_says_what_it_does_and_ends_with_the_address(up: Up) -> None:
    said = "\n".join(up.lines)

    assert "PostgreSQL is ready." in said
    assert "The schema is up to date." in said
    assert any(line.endswith(f"Liaison is ready: {up.url}/") for line in up.lines)


def test_started_empty_it_shows_the_link_that_makes_the_first_team(up: Up) -> None:
    link = up.lines[-1].split()[-1]
    status, page = up.get(link.removeprefix(up.url))

    assert link.startswith(f"{up.url}/")
    assert status == 200
    assert 'type="password"' in page


def test_it_is_ready_in_every_part(up: Up) -> None:
    assert up.get("/healthz") == (200, '{"status": "ok"}')
    assert up.get("/static/css/app.css")[0] == 200
    assert up.get("/readyz") == (200, '{"status": "ok", "database": "ok", "schema": "ok", "broker": "ok"}')


def test_it_runs_two_web_processes_a_worker_and_one_scheduler(up: Up) -> None:
    programs = ("config.web", "config.celery worker", "config.celery beat", "inbox.sandbox")

    def parts() -> list[str]:
        lines = [command_line(process) for process in processes_of(up.data)]
        names = (*programs, "postgres -D", "valkey-server")
        return sorted(name for name in names for line in lines if name in line)

    wanted = sorted([*programs, "config.web", "postgres -D", "valkey-server"])
    assert until(lambda: parts() == wanted), parts()


def test_its_keys_are_readable_by_their_owner_only(up: Up) -> None:
    keys = list((up.data / "keys").iterdir())

    assert {key.name for key in keys} == {"secret_key", "field_encryption_key"}
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    assert len({key.read_text() for key in keys}) == 2


def test_other_machines_cannot_reach_it(up: Up) -> None:
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, state = line.split()[1], line.split()[3]
        address, port = local.split(":")
        if int(port, 16) == up.port and state == "0A":
            assert address == "0100007F"
            break
    else:
        pytest.fail("nobody listens on its port")


def test_starting_it_twice_is_refused_in_one_sentence(up: Up) -> None:
    second = manage("up", data=up.data, PORT=str(free_port()))

    assert second.returncode == 2
    assert second.stderr == (
        f"Liaison cannot start: it is already running with the data folder {up.data};"
        " stop it first, or set LIAISON_DATA_DIR to another.\n"
    )


def test_a_taken_port_is_refused_in_one_sentence_before_anything_starts(up: Up, tmp_path: Path) -> None:
    second = manage("up", data=tmp_path, PORT=str(up.port))

    assert second.returncode == 2
    assert second.stderr == (
        f"Liaison cannot start: port {up.port} is taken by another program;"
        f" stop that, or choose another port, as in PORT={up.port + 1}.\n"
    )
    assert not (tmp_path / "pg").exists()


def test_other_commands_find_its_database_by_themselves(up: Up) -> None:
    assert manage("shell", "-v0", "-c", ADD, data=up.data).returncode == 0
    assert manage("shell", "-v0", "-c", COUNT, data=up.data).stdout == "departments: 1\n"


def warnings_in(lines: list[str]) -> list[str]:
    return [line for line in lines if "warning" in line.lower()]


def said_while_stopping(up: Up) -> list[str]:
    last = max(number for number, line in enumerate(up.lines) if line.endswith("Stopping."))
    return up.lines[last:]


def test_it_warns_of_nothing_while_all_goes_well(up: Up) -> None:
    """Before the next test kills the broker, of which the worker rightly warns."""
    assert warnings_in(up.lines) == []


def test_a_part_that_is_killed_is_started_again(up: Up) -> None:
    for process in processes_of(up.data):
        if "config.web" in command_line(process) or "valkey-server" in command_line(process):
            os.kill(process, signal.SIGKILL)

    def answers() -> bool:
        try:
            return up.get("/readyz")[0] == 200
        except OSError:
            return False

    assert until(lambda: sum("config.web" in command_line(p) for p in processes_of(up.data)) == 2)
    assert until(answers, seconds=20)


def test_ctrl_c_ends_all_of_it_soon_and_nothing_else(up: Up) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as bystander:
        seconds = up.stop(signal.SIGINT)

        assert bystander.poll() is None
        bystander.kill()
    assert seconds < 15  # 0.8 on an idle machine
    assert up.process.returncode == 0
    assert up.lines[-1].endswith("Everything has stopped.")
    assert warnings_in(said_while_stopping(up)) == []
    assert [command_line(p) for p in processes_of(up.data)] == []


def test_after_kill_9_nothing_is_left_and_the_next_start_has_all_data(tmp_path: Path) -> None:
    with running(tmp_path, "--no-demo") as first:
        assert manage("shell", "-v0", "-c", ADD, data=tmp_path).returncode == 0
        first.process.kill()
        first.process.wait()
        assert until(lambda: not processes_of(tmp_path)), [command_line(p) for p in processes_of(tmp_path)]

    with running(tmp_path, "--no-demo") as second:
        assert manage("shell", "-v0", "-c", COUNT, data=tmp_path).stdout == "departments: 1\n"

        for process in processes_of(tmp_path):  # now every single process, all at once
            os.kill(process, signal.SIGKILL)
        second.process.wait()
        assert until(lambda: not processes_of(tmp_path))

    with running(tmp_path, "--no-demo") as third:
        assert manage("shell", "-v0", "-c", COUNT, data=tmp_path).stdout == "departments: 1\n"
        assert third.stop(signal.SIGTERM) < 15
    assert processes_of(tmp_path) == []


def test_a_listening_address_that_this_machine_does_not_have_is_named(tmp_path: Path) -> None:
    done = manage("up", data=tmp_path, PORT=str(free_port()), LIAISON_BIND="203.0.113.7")

    assert done.returncode == 2
    assert done.stderr.startswith("Liaison cannot start: LIAISON_BIND is “203.0.113.7”, on which nothing can listen")


def test_a_database_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    url = f"postgres://liaison:not-to-be-shown@127.0.0.1:{port}/liaison"

    done = manage("up", data=tmp_path, PORT=str(free_port()), DATABASE_URL=url)

    assert done.returncode == 2
    assert done.stderr == (
        "Liaison cannot start: DATABASE_URL names a database that does not let us in (connection failed: connection to"
        f' server at "127.0.0.1", port {port} failed: Connection refused); mend either.\n'
    )


@pytest.mark.parametrize(
    ("broker", "sentence"),
    [
        ("redis://:not-to-be-shown@127.0.0.1:1/0", "names a broker that does not answer; start it, or"),
        ("redis://:not-to-be-shown@127.0.0.1:1/0?color=red", "has an option that its driver does not understand;"),
    ],
)
def test_a_broker_that_cannot_be_used_is_named(broker: str, sentence: str, tmp_path: Path) -> None:
    done = manage("up", data=tmp_path, PORT=str(free_port()), CELERY_BROKER_URL=broker)

    assert done.returncode == 2
    assert done.stderr.startswith(f"Liaison cannot start: CELERY_BROKER_URL {sentence}")
    assert done.stderr.count("\n") == 1
    assert "not-to-be-shown" not in done.stderr
