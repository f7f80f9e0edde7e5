"""Telling others what happens. Their servers are called here, outside any transaction and never in a request."""

from __future__ import annotations

import logging
import time

from celery import shared_task

from accounts.models import Event
from inbox.actions import webhook_calls
from inbox.filters.told import matching
from inbox.hooks.sending import failed_here, send
from inbox.hooks.words import mail, told
from inbox.models import Webhook, WebhookCall
from inbox.models.webhook import Target

log = logging.getLogger(__name__)

MOST_BATCHES = 20
"""Of one turn; the next sweep goes on."""
TURN_SECONDS = 20.0
"""No call begins later in a turn, so that each ends within the lease."""


@shared_task
def sweep_webhooks() -> None:
    """Read the journal on from where it was left, and call whoever is due."""
    turns = 0
    while turns < MOST_BATCHES and webhook_calls.gather_next(matching) is not None:
        turns += 1
    for webhook_id in Webhook.objects.due().order_by("is_slow", "last_success_at").values_list("pk", flat=True)[:100]:
        call_webhook.delay(webhook_id)


@shared_task
def call_webhook(webhook_id: int) -> None:
    """Tell one webhook what is due, one after the other, for one turn."""
    webhook = webhook_calls.claim(webhook_id)
    if webhook is None:
        return
    ends = time.monotonic() + TURN_SECONDS
    try:
        while time.monotonic() < ends and (call := webhook_calls.next_call(webhook)) is not None:
            _tell(webhook, call)
    finally:
        webhook_calls.release(webhook)
    if Webhook.objects.due().filter(pk=webhook_id).exists():
        call_webhook.delay(webhook_id)


def _tell(webhook: Webhook, call: WebhookCall) -> None:
    """One of them; whatever goes wrong with it is an attempt, too, so that the others have their turn."""
    try:
        event = Event.objects.get(pk=call.event_id)
        if webhook.kind == Target.MAIL:
            subject, text = mail(told(webhook, event))
            webhook_calls.mail(call, subject=subject, text=text)
            return
        tried = send(webhook, call, event)
    except Exception:
        log.exception("The call %s of the webhook %s could not be made.", call.pk, webhook.pk)
        tried = failed_here()
    webhook_calls.keep(call, tried)


@shared_task
def forget_old_calls() -> None:
    """The log goes back 30 days."""
    webhook_calls.forget_old()
