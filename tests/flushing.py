"""Tables are emptied after a test, while a browser's last request may still read them: then it is tried again."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

TRIES = 4


@pytest.fixture(autouse=True, scope="session")
def flush_again_after_a_deadlock() -> Iterator[None]:
    """PostgreSQL ends one of two that wait for each other; a request that reads is over by the next try."""
    refused = importlib.import_module("django.core.management").CommandError
    case = importlib.import_module("django.test").TransactionTestCase
    flush = case._fixture_teardown

    def flush_or_try_again(test: Any) -> None:
        for left in reversed(range(TRIES)):
            try:
                flush(test)
            except refused as error:
                if not left or "deadlock" not in str(error.__cause__):
                    raise
            else:
                return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case, "_fixture_teardown", flush_or_try_again)
        yield
