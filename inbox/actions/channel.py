"""Connecting, changing and pausing channels."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department
from accounts.permissions import require
from inbox.actions.move import reclose
from inbox.channels.base import Ability, Account
from inbox.channels.registry import connector_class
from inbox.models import Channel, Conversation

PUSH = "push"
WAKING = timedelta(seconds=10)


@transaction.atomic
def connect(
    account: Account,
    *,
    network: str,
    name: str,
    settings: Mapping[str, Any],
    credentials: Mapping[str, str],
    default_department: Department,
    is_closed: bool = False,
    by: Actor,
) -> Channel:
    """Keep a channel whose connection was tested (`account` is what the network answered).

    Raises NotPossible when the account is connected already.
    """
    require(by, "channel.connect")
    if not default_department.is_active:
        raise NotPossible(_("%(department)s is archived.") % {"department": default_department})
    channel = Channel(
        network=network,
        name=name or account.name or account.handle,
        handle=account.handle,
        external_id=account.external_id,
        url=account.url,
        settings=dict(settings),
        default_department=default_department,
        is_closed=is_closed,
        next_poll_at=timezone.now() if _polls(network) else None,
        connected_by_id=getattr(by, "pk", None),
    )
    channel.credentials = dict(credentials)
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as error:
        raise NotPossible(_("This account is connected already.")) from error
    record("channel.connect", channel, by=by)
    return channel


@transaction.atomic
def change(
    channel: Channel,
    *,
    name: str,
    default_department: Department,
    is_closed: bool,
    by: Actor,
) -> Channel:
    """Rename, give to another department from now on, close or open to all."""
    require(by, "channel.change", channel)
    before = channel.default_department_id
    closes = is_closed != channel.is_closed
    channel.name, channel.default_department = name, default_department
    channel.is_closed = is_closed
    channel.save(update_fields=["name", "default_department", "is_closed"])
    if closes:
        reclose(Conversation.objects.filter(Q(channel=channel) | Q(pk__in=_shown_through(channel))))
    record("channel.change", channel, by=by, before=before, after=default_department.pk)
    return channel


@transaction.atomic
def reconnect(
    channel: Channel,
    *,
    account: Account,
    settings: Mapping[str, Any],
    credentials: Mapping[str, str],
    by: Actor,
) -> Channel:
    """Give a channel new credentials; raises NotPossible when they are another account's."""
    require(by, "channel.change", channel)
    if channel.external_id and account.external_id != channel.external_id:
        raise NotPossible(
            _("These credentials belong to %(handle)s, not to this channel.") % {"handle": account.handle}
        )
    channel.settings, channel.credentials = dict(settings), dict(credentials)
    channel.handle, channel.failures, channel.last_error = account.handle, 0, ""
    channel.next_poll_at = timezone.now() if _polls(channel.network) else None
    channel.save()
    record("channel.change", channel, by=by, credentials=True)
    return channel


@transaction.atomic
def pause(channel: Channel, *, by: Actor) -> Channel:
    """Stop listening and sending until resumed."""
    require(by, "channel.pause", channel)
    if not channel.is_active:
        raise NotPossible(_("%(channel)s is paused already.") % {"channel": channel})
    channel.is_active = False
    channel.save(update_fields=["is_active"])
    record("channel.pause", channel, by=by)
    return channel


@transaction.atomic
def resume(channel: Channel, *, by: Actor) -> Channel:
    """Listen and send again."""
    require(by, "channel.resume", channel)
    if channel.is_active:
        raise NotPossible(_("%(channel)s is active already.") % {"channel": channel})
    channel.is_active, channel.failures, channel.last_error = True, 0, ""
    if channel.next_poll_at is not None:
        channel.next_poll_at = timezone.now()
    channel.save(update_fields=["is_active", "failures", "last_error", "next_poll_at"])
    record("channel.resume", channel, by=by)
    return channel


@transaction.atomic
def poll(channel: Channel, *, by: Actor) -> Channel:
    """Ask the network now instead of at the next turn."""
    require(by, "channel.poll", channel)
    if not _polls(channel.network):
        raise NotPossible(_("Nothing is fetched on %(channel)s; posts are brought to it.") % {"channel": channel})
    if not channel.is_active:
        raise NotPossible(_("%(channel)s is paused. Resume it first.") % {"channel": channel})
    Channel.objects.filter(pk=channel.pk).update(next_poll_at=timezone.now())
    record("channel.poll", channel, by=by)
    return channel


@transaction.atomic
def rotate_token(channel: Channel, *, by: Actor) -> tuple[Channel, str]:
    """A new secret for a channel that others push to; shown once, only its hash is kept."""
    require(by, "channel.rotate_token", channel)
    if channel.network != PUSH:
        raise NotPossible(_("Nothing is pushed to %(channel)s, so it has no token.") % {"channel": channel})
    token = f"lp_{secrets.token_urlsafe(32)}"
    channel.token_hash = token_hash(token)
    channel.save(update_fields=["token_hash"])
    record("channel.rotate_token", channel, by=by)
    return channel, token


def token_hash(token: str) -> str:
    """How a pushing system's secret is stored; the secrets are long and random, so SHA-256 does."""
    return hashlib.sha256(token.encode()).hexdigest()


def claim_poll(channel_id: int) -> Channel | None:
    """Take a due channel's turn; None when it is not due or a worker is at it."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    lease = now + timedelta(seconds=settings.TURN_LEASE)
    claimed = Channel.objects.due().filter(free, pk=channel_id).update(lease_until=lease)
    return Channel.objects.get(pk=channel_id) if claimed else None


def end_poll(channel: Channel) -> Channel:
    """Let go of a channel whose turn is over, unless another worker has taken it meanwhile."""
    Channel.objects.filter(pk=channel.pk, lease_until=channel.lease_until).update(lease_until=None)
    return channel


@transaction.atomic
def call_up(channel_id: int) -> bool:
    """Whether a worker must be woken for what waits on a channel: not when a wake-up is on its way.

    Nor while somebody holds the channel's row: that is who understands it just now, and looks once
    more before going. A thousand webhooks make one wake-up, which nobody else has to queue behind.
    """
    now = timezone.now()
    unwoken = Channel.objects.filter(Q(woken_until=None) | Q(woken_until__lt=now), pk=channel_id)
    free = unwoken.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    return Channel.objects.filter(pk__in=list(free)).update(woken_until=now + WAKING) > 0


def claim_understanding(channel_id: int) -> Channel | None:
    """Take the turn of working off what waits on a channel; None when a worker is at it."""
    now = timezone.now()
    free = Q(understanding_until=None) | Q(understanding_until__lt=now)
    lease = now + timedelta(seconds=settings.TURN_LEASE)
    mine = Channel.objects.filter(pk=channel_id)
    if mine.filter(free).update(understanding_until=lease, woken_until=None):
        return Channel.objects.get(pk=channel_id)
    mine.update(woken_until=None)
    return None


def end_understanding(channel: Channel) -> Channel:
    """Let go of a channel whose payloads have had their turn."""
    held = Channel.objects.filter(pk=channel.pk, understanding_until=channel.understanding_until)
    held.update(understanding_until=None)
    return channel


def _shown_through(channel: Channel) -> QuerySet[Conversation, Any]:
    """The conversations that show some of this channel's, merged into them."""
    return Conversation.objects.filter(channel=channel).exclude(survivor=None).values_list("survivor_id")


def _polls(network: str) -> bool:
    return Ability.POLL in connector_class(network).abilities
