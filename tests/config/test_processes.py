"""Children end with us: in order when asked, by the kernel when we are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import processes
from config.place import BASE_DIR
from tests.config.outside import until

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT = """
import sys, time
from config import processes
child = processes.start("child", [sys.executable, "-c", "import time; time.sleep(60)"])
print(child.process.pid, flush=True)
time.sleep(60)
"""


def is_running(process: int) -> bool:
    """Whether a process exists and is not merely waiting to be collected."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_a_child_gets_its_stop_signal_and_time_to_end(tmp_path: Path) -> None:
    child = processes.start("sleeper", ["sleep", "60"], log=tmp_path / "log")
    assert child.is_running()

    processes.stop([child], within=5)

    assert child.process.returncode == -signal.SIGTERM


def test_a_child_that_does_not_follow_is_killed_at_the_deadline(tmp_path: Path) -> None:
    child = processes.start("stubborn", [sys.executable, "-c", STUBBORN], log=tmp_path / "log")
    assert until(lambda: (tmp_path / "log").read_text() == "up\n")

    began = time.monotonic()
    processes.stop([child], within=0.3)

    assert 0.3 <= time.monotonic() - began < 3
    assert child.process.returncode == -signal.SIGKILL


def test_children_are_asked_all_at_once_so_that_their_times_do_not_add_up(tmp_path: Path) -> None:
    slow = "trap 'sleep 0.7; exit 0' TERM; echo up; while :; do sleep 0.05; done"
    logs = [tmp_path / str(number) for number in range(3)]
    children = [processes.start("slow", ["sh", "-c", slow], log=log) for log in logs]
    assert until(lambda: all(log.read_text() == "up\n" for log in logs))

    began = time.monotonic()
    processes.stop(children, within=5)

    assert time.monotonic() - began < 1.8
    assert [child.process.returncode for child in children] == [0, 0, 0]


def test_stopping_what_has_already_ended_is_no_error() -> None:
    child = processes.start("short", ["true"])
    child.process.wait()

    processes.stop([child], within=1)

    assert child.process.returncode == 0


def test_the_terminals_ctrl_c_does_not_reach_children() -> None:
    child = processes.start("sleeper", ["sleep", "60"])

    assert os.getsid(child.process.pid) == child.process.pid != os.getsid(0)

    processes.stop([child], within=5)


@pytest.mark.skipif(not processes.LINUX, reason="Only Linux ends children with their parent.")
def test_the_kernel_ends_children_when_their_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_running(child)

    parent.kill()
    parent.wait()

    assert until(lambda: not is_running(child), seconds=5)


def test_variables_for_a_child_are_added_to_ours(tmp_path: Path) -> None:
    child = processes.start(
        "printer", ["sh", "-c", "echo $GREETING $HOME"], log=tmp_path / "log", environment={"GREETING": "hello"}
    )
    child.process.wait()

    assert (tmp_path / "log").read_text().split() == ["hello", os.environ["HOME"]]


def test_a_log_goes_on_until_it_has_grown_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    for _ in range(2):
        processes.start("printer", ["echo", "line"], log=log).process.wait()
    assert log.read_text() == "line\nline\n"

    monkeypatch.setattr(processes, "LOG_LIMIT", 5)
    processes.start("printer", ["echo", "line"], log=log).process.wait()

    assert log.read_text() == "line\n"


def test_what_a_program_said_comes_back_and_its_failure_too() -> None:
    assert processes.run(["echo", "18.6"]) == "18.6\n"

    with pytest.raises(subprocess.CalledProcessError) as failure:
        processes.run(["sh", "-c", "echo no space; exit 3"])
    assert failure.value.output == "no space\n"
