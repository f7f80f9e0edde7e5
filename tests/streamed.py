"""Answers that are made while they are sent, read whole in a test."""

from __future__ import annotations

import asyncio
from typing import Any


def whole(response: Any) -> bytes:
    """All of it. A browser that an earlier test opened leaves its event loop marked as running in this
    thread, beside which Django would not run another: the mark is taken off meanwhile.
    """
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return b"".join(response)
    finally:
        asyncio._set_running_loop(loop)
