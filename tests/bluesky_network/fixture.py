"""The fixture that gives tests a real Bluesky network, once per run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import embedded
from tests.bluesky_network.network import Network, NotInstalled, running


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[Network]:
    """A running network; where it isn't installed the test is skipped with the command, and fails in CI."""
    url = os.environ.get("DATABASE_URL") or embedded.database_url(Path(os.environ["LIAISON_DATA_DIR"]))
    try:
        with running(url) as network:
            yield network
    except NotInstalled as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
