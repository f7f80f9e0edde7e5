"""Fetching what arrived, and understanding it."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.channel import claim_poll
from inbox.actions.intake import fail_poll, process, recover, store_raw
from inbox.channels.base import Ability, ChannelError, Connector, RetryLater
from inbox.connect import connector_for
from inbox.models import Channel, Inbound, Message

log = logging.getLogger(__name__)

PAGES_A_TURN = 20
RECHECK_DAYS = 7
RECHECK_AT_MOST = 200


@shared_task
def poll_channel(channel_id: int) -> None:
    """Fetch what is new on a channel, page by page, and process it."""
    channel = claim_poll(channel_id)
    if channel is None:
        return
    connector = connector_for(channel)
    try:
        for _turn in range(PAGES_A_TURN):
            if not _poll_page(channel, connector):
                break
    except ChannelError as error:
        retry_at = error.at if isinstance(error, RetryLater) else None
        fail_poll(channel, error=str(error), retry_at=retry_at, by=INTAKE)
    except Exception as error:
        log.exception("poll of channel %s broke off", channel.pk)
        fail_poll(channel, error=f"{type(error).__name__}: {error}", retry_at=None, by=INTAKE)
    else:
        if channel.failures:
            recover(channel, by=INTAKE)


def _poll_page(channel: Channel, connector: Connector) -> bool:
    page = connector.poll(channel.cursor)
    wait = timedelta(seconds=0 if page.more else page.wait_seconds or connector.poll_seconds)
    rows = store_raw(channel, page.items, by=INTAKE, cursor=page.cursor, next_poll_at=timezone.now() + wait)
    channel.cursor = page.cursor
    process(rows, connector)
    return page.more


@shared_task
def process_channel(channel_id: int) -> None:
    """Understand the raw payloads that wait on a channel."""
    channel = Channel.objects.get(pk=channel_id)
    rows = Inbound.objects.filter(channel=channel, processed_at=None, set_aside_at=None)
    process(list(rows.select_related("channel").order_by("pk")[:1000]), connector_for(channel))


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
    """Start what is due: polls, rechecks, and payloads nobody has understood yet."""
    for channel in Channel.objects.due():
        poll_channel.delay(channel.pk)
    waiting = Inbound.objects.filter(processed_at=None, set_aside_at=None)
    for channel_id in waiting.values_list("channel_id", flat=True).distinct().order_by()[:100]:
        process_channel.delay(channel_id)


@shared_task
def sweep_rechecks() -> None:
    """Look for deletions on every channel that can tell."""
    for channel in Channel.objects.filter(is_active=True):
        if Ability.RECHECK in connector_for(channel).abilities:
            recheck_channel.delay(channel.pk)
