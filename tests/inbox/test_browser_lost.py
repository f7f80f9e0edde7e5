"""When the line is lost the page says so, heals by itself, and has missed nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.actors import INTAKE
from config import processes
from inbox.actions.receive import receive
from inbox.models import Message
from tests.cast import Cast, conversation, item
from tests.running import Running, eventually, patched, running, session_of


@pytest.fixture
def product(transactional_db: None) -> Iterator[Running]:
    with running(workers=False) as product:
        yield product


def stop_web(product: Running) -> None:
    """As when a machine is restarted: whoever asks meanwhile waits at a closed door."""
    victim = next(child for child in product.started if child.name.startswith("web"))
    processes.stop([victim], within=10)
    product.started.remove(victim)
