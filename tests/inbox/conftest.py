"""What tests of the inbox share."""

from __future__ import annotations

import importlib
from typing import Any

import pytest


@pytest.fixture
def road(sandbox: Any, cast: Any) -> Any:
    """A connected brand and a customer's question (imported late: it needs Django's settings)."""
    return importlib.import_module("tests.sandbox_network.road").Road(sandbox, cast)
