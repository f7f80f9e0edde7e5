"""The sandbox network as a process of its own, for tests of everything that speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox_network.network import Network, running


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """One network for the whole run; its accounts are told apart by fresh handles."""
    with running(tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite3") as network:
        yield network


@pytest.fixture
def sandbox(sandbox_process: Network, monkeypatch: pytest.MonkeyPatch) -> Network:
    """The network, at the address that connectors find by themselves."""
    monkeypatch.setenv("SANDBOX_URL", sandbox_process.url)
    return sandbox_process


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """A memory of one test's own."""
    return tmp_path / "own.sqlite3"
