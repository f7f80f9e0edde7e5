"""One call's clock, and whether anything of it has left."""

from __future__ import annotations

import contextlib
import math
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from types import TracebackType
from typing import Any

import httpx

STEPS_TO_SENDING = (
    "connection.connect_tcp.started",
    "connection.start_tls.started",
    "http11.send_request_headers.started",
    "http11.send_request_body.started",
)

_latest: ContextVar[float] = ContextVar("_latest", default=math.inf)


@contextlib.contextmanager
def no_later_than(moment: float) -> Iterator[None]:
    """Calls made inside end by that moment of the monotonic clock, whatever their own deadline is."""
    before = _latest.set(moment)
    try:
        yield
    finally:
        _latest.reset(before)


class Watch:
    """Follows one call, redirects included, through httpx's trace events.

    It knows whether the body began to leave, and cuts the connection at the deadline,
    which timeouts per read can't: a server may trickle one byte at a time for ever.
    Before anything leaves it looks at the clock itself: a process that was stopped and goes
    on after its deadline would send before the timer's thread has had its turn.
    """

    def __init__(self) -> None:
        self.body_left = False
        self._ends = 0.0
        self._stream: Any = None
        self._timer = threading.Timer(0, self._cut)

    @property
    def expired(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() >= self._ends

    @property
    def seconds_left(self) -> float:
        """Until the deadline; never nothing, so that it can serve as a timeout."""
        return max(self._ends - time.monotonic(), 0.001)

    def within(self, seconds: float) -> Watch:
        """Start over for a call that must end in `seconds`."""
        self.body_left = False
        self._ends = min(time.monotonic() + seconds, _latest.get())
        self._timer = threading.Timer(self.seconds_left, self._cut)
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
        connection = self._stream and self._stream.get_extra_info("socket")
        if connection is not None:
            # The other side may close it in the same moment.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
