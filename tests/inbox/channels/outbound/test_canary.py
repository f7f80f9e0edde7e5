"""Whatever address is typed, led to or looked up: what is not public is never even connected to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from config.place import BASE_DIR

CANNOT_CUT_OFF = 1


@pytest.fixture(scope="module")
def island() -> dict[str, Any]:
    """What a machine of its own saw, on which every connector was let loose."""
    if not can_cut_off():
        pytest.skip("This system does not let a process have a network of its own (user namespaces).")
    command = [sys.executable, "-m", "tests.inbox.channels.outbound.island"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def can_cut_off() -> bool:
    """Whether user and network namespaces can be had."""
    if not hasattr(os, "unshare"):
        return False
    attempt = "import os; os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)"
    return subprocess.run([sys.executable, "-c", attempt], capture_output=True, check=False).returncode == 0


def test_no_address_that_is_not_public_is_connected_to(island: dict[str, Any]) -> None:
    assert island["tried"] > 2000
    assert island["canaries"] == 0, island["reached"]


def test_the_public_address_was_reached_each_time_it_led_on(island: dict[str, Any]) -> None:
    assert island["public"] > 500


def test_what_the_operator_names_is_reached(island: dict[str, Any]) -> None:
    assert island["allowed"] == 2
    assert island["reached"]["127.0.0.1"] == island["reached"]["169.254.169.254"] == 1
