"""Channels as pages show them: how they are, in words, and what could not be understood."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import Event
from inbox.backfill import in_words
from inbox.channels.base import Ability, Connector
from inbox.channels.push import PushConnector
from inbox.channels.registry import connectors
from inbox.health import Facts, Health, health, silence
from inbox.models import Channel, Conversation, Inbound
from inbox.models.conversation import Status
from inbox.presenters.networks import account_of, can, connector_of, network_label


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One channel on the list or on its own page."""

    channel: Channel
    network: str
    account: str
    health: Health
    polls: bool
    pushed_to: bool
    signs_in: bool
    history: str = ""
    """How far the reading of what lies behind has come; empty when nothing is to be said."""


@dataclass(frozen=True, slots=True)
class AsideView:
    """A payload that waits for a person."""

    pk: int
    key: str
    received_at: datetime
    error: str
    payload: str


def with_standing(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """Add what health is made of: a few index look-ups a channel, never a count of messages."""
    places = Conversation.objects.filter(channel=OuterRef("pk")).order_by("-last_message_at")
    newest = [Subquery(places.filter(status=status).values("last_message_at")[:1]) for status in Status.values]
    failed = Event.objects.filter(subject_kind="channel", subject_id=OuterRef("pk"), verb="channel.fail")
    aside = Inbound.objects.filter(channel=OuterRef("pk")).exclude(set_aside_at=None).order_by()
    return channels.annotate(
        last_post_at=Greatest(*newest),
        failed_at=Subquery(failed.order_by("-id").values("occurred_at")[:1]),
        aside=Subquery(aside.values("channel").annotate(count=Count("pk")).values("count")),
    )


def channel_views(channels: Iterable[Channel], now: datetime | None = None) -> list[ChannelView]:
    """Each channel of with_standing() with its health."""
    return [_view(channel, now or timezone.now()) for channel in channels]


def _view(channel: Any, now: datetime) -> ChannelView:
    known = connector_of(channel.network)
    label = network_label(channel.network)
    polls, pushed_to = can(channel, Ability.POLL), channel.network == PushConnector.network
    facts = Facts(
        network=label,
        installed=known is not None,
        is_active=channel.is_active,
        polls=polls,
        pushed_to=pushed_to,
        has_token=bool(channel.token_hash),
        last_post_at=channel.last_post_at,
        next_poll_at=channel.next_poll_at,
        silent_since=_silent_since(channel, known, now) if polls and known else None,
        failing_since=(channel.failed_at or channel.last_error_at or now) if channel.failures else None,
        last_error=channel.last_error,
        set_aside=channel.aside or 0,
    )
    signs_in = known is not None and bool(known.settings_fields)
    return ChannelView(
        channel, label, account_of(channel), health(facts, now), polls, pushed_to, signs_in, in_words(channel.backfill)
    )


def _silent_since(channel: Channel, known: type[Connector], now: datetime) -> datetime | None:
    """When a channel was last heard, if that is too long ago."""
    heard = channel.last_success_at or channel.created_at
    due = channel.next_poll_at
    return heard if due is not None and silence(heard, due, known.poll_seconds, now) is not None else None


def set_aside(channel: Channel, most: int = 20) -> list[AsideView]:
    """The newest payloads that could not be understood, or have failed and are tried again."""
    rows = Inbound.objects.filter(channel=channel).filter(~Q(set_aside_at=None)).order_by("-id")[:most]
    return [
        AsideView(
            row.pk,
            row.external_key,
            row.received_at,
            row.error,
            _as_text(row),
        )
        for row in rows
    ]


def _as_text(row: Inbound) -> str:
    """What was received, as far as a page can show it."""
    if row.body is not None:
        return bytes(row.body).decode("utf-8", "backslashreplace")[:20_000]
    return json.dumps(row.payload, indent=2, ensure_ascii=False)[:20_000]


def connectable() -> list[type[Connector]]:
    """The networks a channel can be made on by hand: those that ask for something, and push."""
    return [kind for kind in connectors().values() if kind.settings_fields or kind is PushConnector]
