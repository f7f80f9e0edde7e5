"""What webhooks are to be told: gathered from the journal, called in turns, and written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import WEBHOOKS, Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.feed import behind
from accounts.models import Event
from accounts.permissions import require
from inbox.actions._webhook_shape import locked
from inbox.actions.webhook import fail
from inbox.hooks.sending import GONE, Tried
from inbox.hooks.waits import LASTS, NOBODY_THERE, next_try, wait_after
from inbox.models import JournalPlace, Webhook, WebhookCall, WebhookTry
from inbox.models.webhook import CallState, PauseCause

READER = "webhooks"
BATCH = 500
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)
MOST_REPLAYED = 10_000

type Match = Callable[[Webhook, Sequence[Event]], list[Event]]


@transaction.atomic
def gather_next(match: Match) -> int | None:
    """Read the journal on, and keep for each webhook what it is to be told; all or nothing.

    Returns how many calls were made, or None at the journal's end or while somebody else
    reads. Without webhooks the place moves to the end at once.
    """
    _row, is_new = JournalPlace.objects.get_or_create(reader=READER)
    here = JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=READER).first()
    if here is None:
        return None
    webhooks = list(Webhook.objects.gathering())
    settled = Event.objects.settled()
    if is_new or not webhooks:
        last = settled.order_by("-xid", "-pk").first()
        _move(here, last)
        return None
    events = list(behind(settled, (here.xid, here.event_id)).order_by("xid", "pk")[:BATCH])
    if not events:
        return None
    calls = [_call(webhook, event) for webhook in webhooks for event in match(webhook, events)]
    WebhookCall.objects.bulk_create(calls, ignore_conflicts=True)
    _move(here, events[-1])
    return len(calls)


@transaction.atomic
def claim(webhook_id: int) -> Webhook | None:
    """Take a webhook's turn; None when it is not due, or others hold all the places that there are.

    Slow receivers share half of the places, so that the quick ones always find one.
    """
    rows = Webhook.objects.due().select_for_update(skip_locked=True, of=("self",))
    row: Webhook | None = rows.select_related("member").filter(pk=webhook_id).first()
    if row is None or not _has_place(row):
        return None
    row.lease_until, row.fence = timezone.now() + LEASE, row.fence + 1
    row.save(update_fields=["lease_until", "fence"])
    return row


def next_call(webhook: Webhook) -> WebhookCall | None:
    """The oldest that is due, while this worker's turn lasts and nothing has stopped it."""
    still = Webhook.objects.filter(pk=webhook.pk, fence=webhook.fence, paused_at=None, archived_at=None)
    free = still.filter(Q(not_before=None) | Q(not_before__lte=timezone.now()))
    if not free.exists():
        return None
    return WebhookCall.objects.due().filter(webhook=webhook).order_by("pk").first()


@transaction.atomic
def keep(call: WebhookCall, tried: Tried, *, by: Actor = WEBHOOKS) -> WebhookCall:
    """Write an attempt down, and what follows from it."""
    row = WebhookCall.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=call.pk)
    webhook = Webhook.objects.select_for_update().get(pk=row.webhook_id)
    _write_down(row, tried)
    row.attempts, row.first_try_at = row.attempts + 1, row.first_try_at or tried.started_at
    webhook.is_slow = tried.is_slow
    if tried.arrived:
        _arrived(webhook, row)
    else:
        _failed(webhook, row, tried, by)
    return row


@transaction.atomic
def mail(call: WebhookCall, *, subject: str, text: str) -> WebhookCall:
    """Put it into the outbox of mails, which sends it; with this it has arrived."""
    row = WebhookCall.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=call.pk)
    if row.state != CallState.WAITING:
        return row
    webhook = Webhook.objects.select_for_update().get(pk=row.webhook_id)
    send_mail(subject, text, None, [webhook.address])
    _write_down(row, Tried(timezone.now(), 0, request={"address": webhook.address, "body": subject}))
    row.attempts, row.first_try_at = row.attempts + 1, timezone.now()
    _arrived(webhook, row)
    return row


def release(webhook: Webhook) -> None:
    """The end of a worker's turn."""
    Webhook.objects.filter(pk=webhook.pk, fence=webhook.fence).update(lease_until=None)


@transaction.atomic
def send_again(call: WebhookCall, *, by: Actor) -> WebhookCall:
    """Tell one event again, or at once if it still waits; it carries the same id."""
    webhook = locked(call.webhook)
    require(by, "webhook.send_again", webhook)
    row = WebhookCall.objects.select_for_update().get(pk=call.pk)
    if row.state == CallState.WAITING:
        row.due_at = timezone.now()
        row.save(update_fields=["due_at"])
    else:
        row = _again(row)
        row.save()
    Webhook.objects.filter(pk=webhook.pk).update(not_before=None)
    record("webhook.send_again", webhook, by=by, event=row.event_id)
    return row


@transaction.atomic
def replay(webhook: Webhook, *, since: datetime, until: datetime, by: Actor) -> Webhook:
    """Tell everything of a time again, in its order, behind what waits; each carries its id of then.

    Raises NotPossible for an empty time, and for more than 10,000 events.
    """
    require(by, "webhook.replay", webhook)
    row = locked(webhook)
    told = row.calls.filter(replays=None, created_at__gte=since, created_at__lt=until)
    found = list(told.exclude(state=CallState.WAITING).order_by("pk")[: MOST_REPLAYED + 1])
    if not found:
        raise NotPossible(_("Nothing was sent in that time that could be sent again."))
    if len(found) > MOST_REPLAYED:
        raise NotPossible(_("That is more than %(most)d events. Choose a shorter time.") % {"most": MOST_REPLAYED})
    WebhookCall.objects.bulk_create(_again(call) for call in found)
    record("webhook.replay", row, by=by, count=len(found))
    return row


def forget_old() -> int:
    """What is older than 30 days is in the log no more, and is told to nobody."""
    before = timezone.now() - KEPT
    old = WebhookCall.objects.filter(created_at__lt=before)
    return old.delete()[0]


def _call(webhook: Webhook, event: Event) -> WebhookCall:
    number = event.conversation_id
    line = f"c{number}" if number else f"{event.subject_kind}-{event.subject_id}"
    return WebhookCall(webhook=webhook, event_id=event.pk, verb=event.verb, conversation_id=number, line=line)


def _write_down(row: WebhookCall, tried: Tried) -> None:
    facts: dict[str, Any] = {name: getattr(tried, name) for name in ("started_at", "milliseconds", "status", "error")}
    kept: dict[str, Any] = {"request": dict(tried.request), "response": dict(tried.response)}
    WebhookTry.objects.create(call=row, **facts, **kept)


def _again(call: WebhookCall) -> WebhookCall:
    return WebhookCall(
        webhook_id=call.webhook_id,
        event_id=call.event_id,
        verb=call.verb,
        conversation_id=call.conversation_id,
        line=call.line,
        replays_id=call.replays_id or call.pk,
    )


def _move(place: JournalPlace, event: Event | None) -> None:
    if event is not None:
        place.xid, place.event_id = event.xid, event.pk
        place.save(update_fields=["xid", "event_id"])


def _has_place(row: Webhook) -> bool:
    busy = Webhook.objects.filter(lease_until__gt=timezone.now()).exclude(pk=row.pk)
    places = max(2, settings.WORKER_THREADS // 2)
    return busy.count() < places and (not row.is_slow or busy.filter(is_slow=True).count() < places // 2)


def _arrived(webhook: Webhook, row: WebhookCall) -> None:
    now = timezone.now()
    row.state, row.ended_at = CallState.DELIVERED, now
    row.save(update_fields=["state", "ended_at", "attempts", "first_try_at"])
    webhook.last_success_at, webhook.failing_since, webhook.not_before, webhook.error = now, None, None, ""
    webhook.save(update_fields=["last_success_at", "failing_since", "not_before", "error", "is_slow"])


def _failed(webhook: Webhook, row: WebhookCall, tried: Tried, by: Actor) -> None:
    now, first = timezone.now(), row.first_try_at or tried.started_at
    webhook.error, webhook.failing_since = tried.error, webhook.failing_since or tried.started_at
    if tried.status is None and not tried.is_ours:
        # Nobody is there: the next of another conversation would only wait in vain, too.
        webhook.not_before = now + min(wait_after(row.attempts), NOBODY_THERE)
    webhook.save(update_fields=["error", "failing_since", "not_before", "is_slow"])
    again = next_try(row.attempts, first, now, tried.retry_at)
    if tried.status != GONE and again is None and _took_others(webhook, now):
        row.state, row.ended_at = CallState.GIVEN_UP, now
        record("webhook.give_up", webhook, by=by, event=row.event_id)
    row.due_at = again or now
    row.save(update_fields=["state", "ended_at", "attempts", "first_try_at", "due_at"])
    if row.state == CallState.WAITING and (tried.status == GONE or again is None):
        fail(webhook, cause=PauseCause.GONE if tried.status == GONE else PauseCause.FAILING, by=by)


def _took_others(webhook: Webhook, now: datetime) -> bool:
    """Whether anything arrived in the last three days."""
    return webhook.last_success_at is not None and now - webhook.last_success_at < LASTS
