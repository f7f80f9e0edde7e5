"""The one HTTP client of all connectors: it knows what a failure means.

A `read` may be repeated without harm; a `write` changes what people see. Nothing is
repeated here. A call that ends badly raises `RetryLater` when it was definitely not
done (or changed nothing) and `Uncertain` when a write had begun to leave.
"""

from __future__ import annotations

import contextlib
import functools
import json
import socket
import ssl
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import httpx

from inbox.channels.base import Rejected, RetryLater, Uncertain
from inbox.channels.plain import storable
from inbox.channels.waiting import retry_at

CONNECT_SECONDS = 10.0
STEPS_TO_SENDING = (
    "connection.connect_tcp.started",
    "connection.start_tls.started",
    "http11.send_request_headers.started",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network answered: any status but those that `Http` raises for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    name: str
    changes: bool

    @property
    def ok(self) -> bool:
        """Whether the network did what was asked."""
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """The body as a JSON object ({} if empty); raises Uncertain (writes) or RetryLater (reads)."""
        if not self.body:
            return {}
        try:
            value = storable(json.loads(self.body))
        except ValueError:
            value = None
        if isinstance(value, dict):
            return value
        raise _failure(f"{self.name} gave an answer that can't be read.", self.changes)


class Http:
    """Calls one network at one address, each call within a total `deadline` in seconds.

    `name` is the network's name in sentences; answers over `max_bytes` are refused.
    """

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        deadline: float = 30.0,
        max_bytes: int = 8_000_000,
    ) -> None:
        self.name = name
        self.deadline = deadline
        self.max_bytes = max_bytes
        self._client = httpx.Client(
            base_url=base_url,
            verify=_trusted(),
            timeout=httpx.Timeout(deadline, connect=min(CONNECT_SECONDS, deadline)),
            limits=httpx.Limits(max_connections=1, keepalive_expiry=5),
            headers={"User-Agent": "Liaison"},
        )
        self._watch = _Watch()
        weakref.finalize(self, self._client.close)

    def read(self, method: str, path: str, **request: Any) -> Answer:
        """A call that may be repeated; `request` as httpx takes it. Raises RetryLater."""
        return self._call(method, path, changes=False, request=request)

    def write(self, method: str, path: str, **request: Any) -> Answer:
        """A call that changes what people see; raises RetryLater, Rejected or Uncertain."""
        return self._call(method, path, changes=True, request=request)

    def _call(self, method: str, path: str, *, changes: bool, request: dict[str, Any]) -> Answer:
        request["extensions"] = {"trace": self._watch}
        try:
            with self._watch.within(self.deadline):
                answer = self._exchange(method, path, changes, request)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Rejected(f"{self.name} has no usable address: {error}") from error
        except (httpx.HTTPError, OSError) as error:
            left = changes and self._watch.body_left
            raise _failure(self._sentence(error), left) from error
        return self._checked(answer)

    def _exchange(self, method: str, path: str, changes: bool, request: dict[str, Any]) -> Answer:
        body = bytearray()
        with self._client.stream(method, path, **request) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self.max_bytes:
                    raise _failure(f"{self.name} gave an answer that is far too long.", changes)
        return Answer(response.status_code, response.headers, bytes(body), self.name, changes)

    def _checked(self, answer: Answer) -> Answer:
        if answer.status == 429:
            at = retry_at(answer.headers, datetime.now(UTC))
            raise RetryLater(f"{self.name} asks us to wait before the next request.", at=at)
        if answer.status == 408 or answer.status >= 500:
            trouble = f"{self.name} has trouble of its own (status {answer.status})."
            raise _failure(trouble, answer.changes)
        if 300 <= answer.status < 400:
            raise Rejected(f"{self.name} is not at this address (status {answer.status}).")
        return answer

    def _sentence(self, error: Exception) -> str:
        if self._watch.expired or isinstance(error, httpx.TimeoutException):
            return f"{self.name} did not answer within {self.deadline:g} seconds."
        if isinstance(error, httpx.ConnectError):
            return f"{self.name} can't be reached: {error}"
        return f"The connection to {self.name} broke: {error}"


class _Watch:
    """Follows one call through httpx's trace events.

    It knows whether the body began to leave, and cuts the connection at the deadline,
    which timeouts per read can't: a server may trickle one byte at a time for ever.
    """

    def __init__(self) -> None:
        self.expired = False
        self.body_left = False
        self._stream: Any = None
        self._timer = threading.Timer(0, self._cut)

    def within(self, seconds: float) -> _Watch:
        """Start over for a call that must end in `seconds`."""
        self.expired = self.body_left = False
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
        if event.endswith("send_request_body.started") and info["request"].method != b"CONNECT":
            self.body_left = True

    def _cut(self) -> None:
        self.expired = True
        connection = self._stream and self._stream.get_extra_info("socket")
        if connection is not None:
            # The other side may close it in the same moment.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Loaded once: reading the certificates takes longer than most calls."""
    return httpx.create_ssl_context()


def _failure(sentence: str, uncertain: bool) -> RetryLater | Uncertain:
    return Uncertain(sentence) if uncertain else RetryLater(sentence)
