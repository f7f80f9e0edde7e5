"""One call's clock, and whether anything of it has left."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import httpx

STEPS_TO_SENDING = (
    "connection.connect_tcp.started",
    "connection.start_tls.started",
    "http11.send_request_headers.started",
)


class Watch:
    """Follows one call, redirects included, through httpx's trace events.

    It knows whether the body began to leave, and cuts the connection at the deadline,
    which timeouts per read can't: a server may trickle one byte at a time for ever.
    """

    def __init__(self) -> None:
        self.expired = False
        self.body_left = False
        self._ends = 0.0
        self._stream: Any = None
        self._timer = threading.Timer(0, self._cut)

    @property
    def seconds_left(self) -> float:
        """Until the deadline; never nothing, so that it can serve as a timeout."""
        return max(self._ends - time.monotonic(), 0.001)

    def within(self, seconds: float) -> Watch:
        """Start over for a call that must end in `seconds`."""
        self.expired = self.body_left = False
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        return self

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = info["return_value"]
        if self.expired and event in STEPS_TO_SENDING:
            raise httpx.ConnectTimeout("The deadline has passed.")
        if event.endswith("send_request_body.started"):
            self.body_left = True

    def _cut(self) -> None:
        self.expired = True
        connection = self._stream and self._stream.get_extra_info("socket")
        if connection is not None:
            # The other side may close it in the same moment.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
