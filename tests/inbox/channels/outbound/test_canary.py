"""Whatever address is typed, led to or looked up: what is not public is never even connected to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from config.place import BASE_DIR
from tests.inbox.channels.outbound.attempts import address_fields


def told_by(module: str) -> dict[str, Any]:
    """What a process of its own saw, in which every connector was let loose."""
    command = [sys.executable, "-m", f"tests.inbox.channels.outbound.{module}"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def mainland() -> dict[str, Any]:
    """What was seen on this machine."""
    return told_by("mainland")


@pytest.fixture(scope="module")
def island() -> dict[str, Any]:
    """What was seen on a network of its own."""
    return told_by("island")


def test_the_fields_that_take_an_address_are_known() -> None:
    fields = {network: names for network, names in address_fields().items() if names}
    assert fields == {"bluesky": ["service_url"], "feed": ["feed_url"], "sandbox": ["service_url"]}


class TestOnThisMachine:
    """Canaries on the addresses it has, and a watch on every connection for those it has not."""

    def test_no_address_that_is_not_public_is_connected_to(self, mainland: dict[str, Any]) -> None:
        assert mainland["tried"] > 2000
        assert mainland["canaries"] == 0, mainland["reached"]
        assert mainland["private"] == []
        assert "127.0.0.1" in mainland["sitting"]

    def test_the_publisher_was_reached_each_time_it_led_on(self, mainland: dict[str, Any]) -> None:
        assert mainland["public"] > 500

    def test_canary_and_watch_notice_what_the_operator_names(self, mainland: dict[str, Any]) -> None:
        assert mainland["allowed"] == 1
        assert mainland["allowed_link_local"] == 1


class TestOnAnIsland:
    """The same with every address really listening, where a process may have a network of its own."""

    def test_no_address_that_is_not_public_is_connected_to(self, island: dict[str, Any]) -> None:
        assert island["tried"] > 2000
        assert island["canaries"] == 0, island["reached"]

    def test_the_public_address_was_reached_each_time_it_led_on(self, island: dict[str, Any]) -> None:
        assert island["public"] > 500

    def test_what_the_operator_names_is_reached(self, island: dict[str, Any]) -> None:
        assert island["allowed"] == 2
        assert island["reached"]["127.0.0.1"] == island["reached"]["169.254.169.254"] == 1


def can_cut_off() -> bool:
    """Whether user and network namespaces can be had."""
    if not hasattr(os, "unshare"):
        return False
    attempt = "import os; os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)"
    return subprocess.run([sys.executable, "-c", attempt], capture_output=True, check=False).returncode == 0


if not can_cut_off():
    del TestOnAnIsland  # an addition where it is possible; nothing is left out without it
