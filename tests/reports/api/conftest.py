"""What tests of the API share."""

from __future__ import annotations

from tests.inbox.api.conftest import _nobody_has_asked_yet

__all__ = ["_nobody_has_asked_yet"]
