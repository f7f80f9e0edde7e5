"""One attempt: called through the guarded client, which goes to no private address and follows nobody elsewhere."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Event
from inbox.channels.base import ChannelError
from inbox.channels.http import Answer, Http
from inbox.channels.waiting import retry_at
from inbox.hooks.payload import LEFT_OUT, for_the_log, payload
from inbox.hooks.signing import headers, valid
from inbox.hooks.words import BODIES, told
from inbox.models import Webhook, WebhookCall

DEADLINE = 10.0
SLOW = 2000
"""Milliseconds after which a receiver counts as slow."""
MOST_BYTES = 256_000
KEPT_CHARACTERS = 2000
REPEATED_CHARACTERS = 40
"""Of a line, by which it is known again."""
SHORTEST = 3
"""A line of so few characters is in many an answer that repeats nothing."""
KEPT_HEADERS = ("content-type", "content-length", "retry-after", "location", "date", "server")
GONE = 410


@dataclass(frozen=True, slots=True)
class Tried:
    """What was sent and what came of it. Without a `status` nobody answered."""

    started_at: datetime
    milliseconds: int
    status: int | None = None
    error: str = ""
    retry_at: datetime | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    response: Mapping[str, Any] = field(default_factory=dict)
    is_ours: bool = False
    """Whether it failed here, before it left: that says nothing of the receiver."""

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_slow(self) -> bool:
        """Whether it kept a worker waiting."""
        return self.milliseconds > SLOW


def send(webhook: Webhook, call: WebhookCall, event: Event) -> Tried:
    """Tell it; raises nothing that the receiver could cause."""
    now, began = timezone.now(), time.monotonic()
    body, shown, more, words = _request(webhook, call, event, now)
    request = {"address": webhook.shown_address, "headers": more, "body": shown}
    client = Http("", name=_("The receiver"), deadline=DEADLINE, max_bytes=MOST_BYTES)
    try:
        answer = client.call("POST", webhook.address, content=body, headers=more)
    except ChannelError as error:
        return Tried(now, _since(began), error=str(error)[:500], request=request)
    refusal = "" if 200 <= answer.status < 300 else _refusal(answer)
    at = retry_at(answer.headers, timezone.now()) if refusal else None
    return Tried(now, _since(began), answer.status, refusal, at, request, _kept(answer, words))


def failed_here() -> Tried:
    """An attempt at what could not even be written."""
    why = _("Liaison could not write this message; why is in its own log.")
    return Tried(timezone.now(), 0, error=why, is_ours=True)


def _request(
    webhook: Webhook, call: WebhookCall, event: Event, now: datetime
) -> tuple[bytes, dict[str, Any], dict[str, str], list[str]]:
    """The bytes that leave, what the log keeps of them, the headers, and whose words are among them."""
    more = {"Content-Type": "application/json"}
    if webhook.kind in BODIES:
        said = told(webhook, event)
        body = BODIES[webhook.kind](said)
        shown = {"text": said.sentence} if said.quote else body
        return json.dumps(body).encode(), shown, more, [said.quote]
    body = payload(webhook, event)
    written = json.dumps(body, separators=(",", ":")).encode()
    signed = more | headers(call.message_id, written, valid(webhook.secrets, now), now)
    words = [text for text in body["data"].get("content", {}).values() if isinstance(text, str)]
    return written, for_the_log(body), signed, words


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _refusal(answer: Answer) -> str:
    if 300 <= answer.status < 400:
        return _("It led elsewhere (status %(status)d), and nobody goes along.") % {"status": answer.status}
    return _("It answered with status %(status)d.") % {"status": answer.status}


def _kept(answer: Answer, words: Iterable[str]) -> dict[str, Any]:
    """What the log keeps of an answer; not the words that it only gives back."""
    named = {name: answer.headers[name][:300] for name in KEPT_HEADERS if name in answer.headers}
    body = answer.body.decode(errors="replace")
    return {"headers": named, "body": LEFT_OUT if _repeats(body, words) else body[:KEPT_CHARACTERS]}


def _repeats(body: str, words: Iterable[str]) -> bool:
    """Whether any line of these words stands there, plainly or as JSON, HTML and Markdown write it."""
    lines = [line.strip()[:REPEATED_CHARACTERS] for text in words for line in text.splitlines()]
    bodies = (body, body.replace("\\", ""))
    return any(way in one for line in lines if len(line) > SHORTEST for way in _ways(line) for one in bodies)


def _ways(line: str) -> tuple[str, ...]:
    return line, html.escape(line), html.escape(line, quote=False), json.dumps(line)[1:-1]
