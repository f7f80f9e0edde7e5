"""Webhooks and their log, as plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.models import Webhook, WebhookCall, WebhookTry
from inbox.models.webhook import CallState, PauseCause


@dataclass(frozen=True, slots=True)
class Said:
    """How a webhook is: a state as chips have it, a word, and a whole sentence."""

    state: str
    icon: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TryView:
    """One attempt."""

    started_at: datetime
    milliseconds: int
    outcome: str
    arrived: bool
    address: str
    headers: list[tuple[str, str]]
    body: str
    answer_headers: list[tuple[str, str]]
    answer: str


@dataclass(frozen=True, slots=True)
class CallView:
    """The telling of one event."""

    pk: int
    verb: str
    message_id: str
    event_id: int
    conversation_id: int | None
    state: str
    word: str
    is_replay: bool
    created_at: datetime
    due_at: datetime | None
    outcome: str
    tries: list[TryView]


STATES = {CallState.WAITING: "due", CallState.DELIVERED: "ok", CallState.GIVEN_UP: "overdue"}


def said_of(webhook: Webhook) -> Said:
    """The most important thing about it."""
    if webhook.pause_cause in (PauseCause.FAILING, PauseCause.GONE):
        sentence = _("%(why)s. What happens is kept for it for 30 days.") % {"why": webhook.get_pause_cause_display()}
        return Said("overdue", "alert", _("Stopped"), sentence)
    if webhook.is_paused:
        return Said("empty", "wait", _("Paused"), _("Nothing is sent; what happens is kept for it for 30 days."))
    if webhook.failing_since is not None:
        return Said("due", "alert", _("Fails"), _("%(error)s It is tried again by itself.") % {"error": webhook.error})
    if not webhook.member.is_active:
        sentence = _("%(member)s is deactivated, so nothing is told.") % {"member": webhook.member}
        return Said("due", "alert", _("At rest"), sentence)
    if webhook.last_success_at is None:
        return Said("empty", "wait", _("Nothing sent yet"), _("It is told what happens from now on. Send a test."))
    return Said("ok", "check", _("Works"), _("What was sent last arrived."))


def call_view(call: WebhookCall) -> CallView:
    """One call with its attempts, which were fetched with it."""
    tries = [_try_view(row) for row in call.tries.all()]
    waits = call.state == CallState.WAITING
    counted = ngettext("%(count)d attempt", "%(count)d attempts", len(tries)) % {"count": len(tries)}
    return CallView(
        pk=call.pk,
        verb=call.verb,
        message_id=call.message_id,
        event_id=call.event_id,
        conversation_id=call.conversation_id,
        state=STATES[CallState(call.state)],
        word=call.get_state_display(),
        is_replay=call.replays_id is not None,
        created_at=call.created_at,
        due_at=call.due_at if waits else None,
        outcome=f"{tries[-1].outcome} ({counted})" if tries else _("Not tried yet."),
        tries=tries,
    )


def _try_view(row: WebhookTry) -> TryView:
    body = row.request.get("body", "")
    arrived = not row.error
    return TryView(
        started_at=row.started_at,
        milliseconds=row.milliseconds,
        outcome=row.error or (_("Status %(status)d.") % {"status": row.status} if row.status else _("Sent as a mail.")),
        arrived=arrived,
        address=str(row.request.get("address", "")),
        headers=_pairs(row.request.get("headers")),
        body=body if isinstance(body, str) else json.dumps(body, indent=2, ensure_ascii=False),
        answer_headers=_pairs(row.response.get("headers")),
        answer=str(row.response.get("body", "")),
    )


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in headers.items()] if isinstance(headers, Mapping) else []
