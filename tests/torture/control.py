"""The network's control door, asked again while the network refuses connections."""

from __future__ import annotations

import time
from typing import Any

import httpx

PATIENCE = 30.0


class Control:
    """Sets faults and reads what struck and what was accepted."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/api", timeout=30)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer as JSON (None if empty)."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.http.request(method, path, json=body).raise_for_status()
            except httpx.TransportError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                return answer.json() if answer.content else None
