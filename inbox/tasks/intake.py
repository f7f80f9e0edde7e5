"""Fetching what arrived, and understanding it.

Every channel has turns: a few pages and a few seconds, then it goes to the back of the queue.
However much one of them brings, another waits for a turn at most.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.channel import claim_poll, claim_understanding, end_poll, end_understanding
from inbox.actions.intake import TurnLost, fail_poll, recover, store_gap, store_page, store_raw
from inbox.actions.understand import process, work_off
from inbox.backfill import Backfill
from inbox.channels.base import Ability, ChannelError, Connector, RetryLater
from inbox.connect import connector_for
from inbox.models import Channel, Inbound, Message

log = logging.getLogger(__name__)

PAGES_A_TURN = 5
TURN_SECONDS = 2.0
RECHECK_DAYS = 7
RECHECK_AT_MOST = 200


@shared_task
def poll_channel(channel_id: int) -> None:
    """Fetch what is new on a channel, page by page, and process it; then close gaps with what is left of the turn."""
    channel = claim_poll(channel_id)
    if channel is None:
        return
    try:
        more = _turn(channel, connector_for(channel))
    except TurnLost:
        log.warning("the turn of channel %s passed to another worker", channel.pk)
        return
    except ChannelError as error:
        retry_at = error.at if isinstance(error, RetryLater) else None
        fail_poll(channel, error=str(error), retry_at=retry_at, by=INTAKE)
    except Exception as error:
        log.exception("poll of channel %s broke off", channel.pk)
        fail_poll(channel, error=f"{type(error).__name__}: {error}", retry_at=None, by=INTAKE)
    else:
        if channel.failures:
            recover(channel, by=INTAKE)
        end_poll(channel)
        if more:
            poll_channel.delay(channel.pk)


def _turn(channel: Channel, connector: Connector) -> bool:
    """A few pages; whether more waits already."""
    ends = time.monotonic() + TURN_SECONDS
    more, pages = True, 0
    while more and pages < PAGES_A_TURN and (pages == 0 or time.monotonic() < ends):
        more = _poll_page(channel, connector)
        pages += 1
    while _gap(channel) and pages < PAGES_A_TURN and time.monotonic() < ends:
        page = connector.backfill(_gap(channel))
        process(store_gap(channel, page, by=INTAKE), connector)
        pages += 1
    return more or bool(_gap(channel))


def _poll_page(channel: Channel, connector: Connector) -> bool:
    page = connector.poll(channel.cursor)
    waits = page.more or page.gap is not None or bool(_gap(channel))
    wait = timedelta(seconds=0 if waits else page.wait_seconds or connector.poll_seconds)
    process(store_page(channel, page, next_poll_at=timezone.now() + wait, by=INTAKE), connector)
    return page.more


def _gap(channel: Channel) -> dict[str, object]:
    """The newest gap still to be read; empty when there is none."""
    backfill = Backfill.read(channel.backfill)
    return dict(backfill.gaps[0]) if backfill is not None and backfill.gaps else {}


@shared_task
def process_channel(channel_id: int) -> None:
    """Understand the raw payloads that wait on a channel, for a turn."""
    channel = claim_understanding(channel_id)
    if channel is None:
        return
    try:
        more = work_off(channel, connector_for(channel), seconds=TURN_SECONDS)
    finally:
        end_understanding(channel)
    if more or _has_news(channel):
        process_channel.delay(channel_id)


def _has_news(channel: Channel) -> bool:
    """Whether something came while the worker was at it; its own wake-up found the turn taken."""
    return Inbound.objects.filter(channel=channel, together_at=None, processed_at=None, set_aside_at=None).exists()


@shared_task
def recheck_channel(channel_id: int) -> None:
    """Ask the network whether recent messages still stand."""
    channel = Channel.objects.get(pk=channel_id)
    connector = connector_for(channel)
    since = timezone.now() - timedelta(days=RECHECK_DAYS)
    known = Message.objects.filter(channel=channel, removed_at=None, received_at__gte=since).order_by("-received_at")
    try:
        raws = connector.recheck(list(known.values_list("external_id", flat=True)[:RECHECK_AT_MOST]))
    except ChannelError as error:
        log.warning("recheck of channel %s: %s", channel.pk, error)
        return
    process(store_raw(channel, raws, by=INTAKE), connector)


@shared_task
def sweep_channels() -> None:
    """Start what is due, the longest overdue first: polls, and payloads nobody has understood yet."""
    now = timezone.now()
    due = Channel.objects.due().filter(Q(lease_until=None) | Q(lease_until__lt=now))
    for channel_id in due.order_by("next_poll_at").values_list("pk", flat=True):
        poll_channel.delay(channel_id)
    waiting = Inbound.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), processed_at=None, set_aside_at=None)
    free = Q(understanding_until=None) | Q(understanding_until__lt=now)
    behind = Channel.objects.filter(free, pk__in=waiting.values("channel_id"))
    for channel_id in behind.order_by(F("understanding_until").asc(nulls_first=True), "pk").values_list(
        "pk", flat=True
    ):
        process_channel.delay(channel_id)


@shared_task
def sweep_rechecks() -> None:
    """Look for deletions on every channel that can tell."""
    for channel in Channel.objects.filter(is_active=True):
        if Ability.RECHECK in connector_for(channel).abilities:
            recheck_channel.delay(channel.pk)
