"""The one HTTP client of all connectors: it knows where it may go and what a failure means.

A `read` may be repeated without harm; a `write` changes what people see; a `fetch` follows
redirects to wherever a stranger points. Nothing is repeated here. A call that ends badly
raises `RetryLater` when it was definitely not done (or changed nothing) and `Uncertain`
when a write had begun to leave. Addresses that are not public are refused at the moment
of connecting, except those named in OUTBOUND_ALLOW.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from inbox.channels.base import ChannelError, Rejected, RetryLater, Uncertain
from inbox.channels.outbound.body import TooLong, read_body
from inbox.channels.outbound.guard import Forbidden, Guard, Resolve, allowed, named_by_operator
from inbox.channels.outbound.redirects import MOST_HOPS, leads_on, next_address, without_secrets
from inbox.channels.outbound.transport import client, resolve
from inbox.channels.outbound.watch import Watch
from inbox.channels.plain import storable
from inbox.channels.waiting import asked_to_wait, retry_at

CONNECT_SECONDS = 10.0
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network answered: any status but those that `Http` raises for; `url` is who answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    name: str
    changes: bool
    url: str = ""

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
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            return value
        raise _failure(f"{self.name} gave an answer that can't be read.", self.changes)


def is_address(text: str) -> bool:
    """Whether a call could be made there at all: no host bears a name that can't be written (xn--zz--)."""
    try:
        return bool(httpx.URL(text).host)
    except (httpx.InvalidURL, UnicodeError):
        return False


class Http:
    """Calls one network at one address, each call within a total `deadline` in seconds.

    `name` is the network's name in sentences; answers over `max_bytes`, unpacked, are refused.
    `allow` names an address that the product itself runs, so that it need not be public:
    a host, network or host:port. `resolve` looks names up.
    """

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        deadline: float = 30.0,
        max_bytes: int = 8_000_000,
        allow: Sequence[str] = (),
        resolve: Resolve = resolve,
    ) -> None:
        self.name = name
        self.deadline = deadline
        self.max_bytes = max_bytes
        exceptions = (*named_by_operator(), *map(allowed, allow))
        try:
            self._client = client(Guard(exceptions, resolve), base_url, deadline)
        except (httpx.InvalidURL, UnicodeError) as error:
            # What was typed may be a secret in the wrong field: it is not repeated.
            raise Rejected(f"{name} has no usable address.") from error
        # Where redirects lead to is a stranger's choice, for whom no exceptions were made.
        self._elsewhere = client(Guard((), resolve), "", deadline)
        self._watch = Watch()
        weakref.finalize(self, _close, self._client, self._elsewhere)

    def read(self, method: str, path: str, **request: Any) -> Answer:
        """A call that may be repeated; `request` as httpx takes it. Raises RetryLater."""
        return self._call(method, path, changes=False, request=request)

    def write(self, method: str, path: str, **request: Any) -> Answer:
        """A call that changes what people see; raises RetryLater, Rejected or Uncertain."""
        return self._call(method, path, changes=True, request=request)

    def call(self, method: str, path: str, **request: Any) -> Answer:
        """A call of which any answer will do, also a refusal or a way elsewhere, which is not gone.

        Raises RetryLater, Rejected or Uncertain only where nothing was answered.
        """
        with self._telling(changes=True):
            return self._exchange(self._client, method, path, True, request)

    def fetch(self, address: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Get an address, going along with at most five redirects; raises RetryLater or Rejected.

        Each hop is checked like the first; credentials never go to another host. An answer
        that nothing has changed (304) is an answer.
        """
        with self._telling(changes=False):
            answer = self._follow(address, dict(headers or {}))
        return self._checked(answer)

    def _call(self, method: str, path: str, *, changes: bool, request: dict[str, Any]) -> Answer:
        with self._telling(changes=changes):
            answer = self._exchange(self._client, method, path, changes, request)
        return self._checked(answer)

    @contextmanager
    def _telling(self, *, changes: bool) -> Iterator[None]:
        """Watch one call, and tell what its failure means."""
        try:
            with self._watch.within(self.deadline):
                yield
        except Forbidden as error:
            raise Rejected(f"{self.name} can't be reached from here: {error}") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            raise Rejected(f"{self.name} has no usable address: {error}") from error
        except TooLong as error:
            raise _failure(f"{self.name} gave an answer that is far too long.", changes) from error
        except (httpx.HTTPError, OSError) as error:
            left = changes and self._watch.body_left
            raise _failure(self._sentence(error), left) from error

    def _follow(self, address: str, headers: dict[str, str]) -> Answer:
        here, caller = httpx.URL(address), self._client
        for _hop in range(MOST_HOPS + 1):
            answer = self._exchange(caller, "GET", here, False, {"headers": headers})
            if not leads_on(answer.status, answer.headers):
                return answer
            onward = next_address(here, answer.headers["location"])
            if onward.netloc != here.netloc:
                caller, headers = self._elsewhere, without_secrets(headers)
            here = onward
        raise Rejected(f"{self.name} leads on and on, from one address to the next.")

    def _exchange(
        self, caller: httpx.Client, method: str, url: httpx.URL | str, changes: bool, request: dict[str, Any]
    ) -> Answer:
        call = caller.build_request(method, url, **request)
        if call.url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol("It must begin with http:// or https://.")
        left = self._watch.seconds_left
        call.extensions = {
            "trace": self._watch,
            "timeout": httpx.Timeout(left, connect=min(CONNECT_SECONDS, left)).as_dict(),
        }
        response = caller.send(call, stream=True)
        try:
            body = read_body(response, self.max_bytes)
        finally:
            response.close()
        return Answer(response.status_code, response.headers, body, self.name, changes, str(call.url))

    def _checked(self, answer: Answer) -> Answer:
        now = datetime.now(UTC)
        if asked_to_wait(answer.status, answer.headers, answer.body):
            at = retry_at(answer.headers, now, answer.body)
            raise RetryLater(f"{self.name} asks us to wait before the next request.", at=at)
        if answer.status == 408 or answer.status >= 500:
            trouble = f"{self.name} has trouble of its own (status {answer.status})."
            raise _failure(trouble, answer.changes, retry_at(answer.headers, now))
        if 300 <= answer.status < 400 and answer.status != NOT_MODIFIED:
            elsewhere = f"{self.name} is not at this address (status {answer.status})."
            # Some networks lead on to what they have just made.
            raise Uncertain(elsewhere) if answer.changes else Rejected(elsewhere)
        return answer

    def _sentence(self, error: Exception) -> str:
        if self._watch.expired or isinstance(error, httpx.TimeoutException):
            return f"{self.name} did not answer within {self.deadline:g} seconds."
        if isinstance(error, httpx.ConnectError):
            return f"{self.name} can't be reached{_why(error)}."
        return f"{self.name} broke the connection off."


def _why(error: Exception) -> str:
    """What people can do something about; the rest is for the log."""
    said = str(error)
    if "Name or service not known" in said or "nodename" in said:
        return ": there is no such address"
    return ": nobody answers there" if "refused" in said else ""


def _failure(sentence: str, uncertain: bool, at: datetime | None = None) -> ChannelError:
    return Uncertain(sentence) if uncertain else RetryLater(sentence, at=at)


def _close(*clients: httpx.Client) -> None:
    for each in clients:
        each.close()
