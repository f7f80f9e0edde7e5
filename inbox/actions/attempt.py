"""Testing a connection before anything keeps its credentials. The network is asked by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.actors import SETUP, Actor
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.actions.channel import connect, reconnect
from inbox.channels.base import Account
from inbox.models import Attempt, Channel
from inbox.models.attempt import AttemptState


@transaction.atomic
def begin(
    *,
    network: str,
    name: str,
    settings: Mapping[str, Any],
    credentials: Mapping[str, str],
    default_department: Department,
    is_closed: bool = False,
    channel: Channel | None = None,
    by: Member,
) -> Attempt:
    """Have credentials tested, for a new channel or for `channel`; a worker takes it from here."""
    require(by, "attempt.begin")
    attempt = Attempt(
        network=network,
        name=name,
        settings=dict(settings),
        default_department=default_department,
        is_closed=is_closed,
        channel=channel,
        member=by,
    )
    attempt.credentials = dict(credentials)
    attempt.save()
    record("attempt.begin", attempt, by=by)
    return attempt


@transaction.atomic
def succeed(attempt: Attempt, *, account: Account, credentials: Mapping[str, str], by: Actor) -> Channel | None:
    """The network knows us: keep the channel in the name of whoever asked for it.

    None when another worker has ended this attempt already. Raises NotPossible when the
    account can't be kept (connected already, or another one than the channel's).
    """
    waiting = _waiting(attempt)
    if waiting is None:
        return None
    if waiting.channel is None:
        kept = connect(
            account,
            network=waiting.network,
            name=waiting.name,
            settings=waiting.settings,
            credentials=credentials,
            default_department=waiting.default_department,
            is_closed=waiting.is_closed,
            by=by,
        )
    else:
        kept = reconnect(waiting.channel, account=account, settings=waiting.settings, credentials=credentials, by=by)
    _end(waiting, AttemptState.DONE, channel=kept)
    return kept


@transaction.atomic
def refuse(attempt: Attempt, *, error: str, by: Actor = SETUP) -> Attempt:
    """It did not work; `error` is a whole sentence for whoever typed the credentials."""
    waiting = _waiting(attempt)
    if waiting is None:
        return attempt
    _end(waiting, AttemptState.REFUSED, error=error)
    record("attempt.refuse", waiting, by=by)
    return waiting


def _waiting(attempt: Attempt) -> Attempt | None:
    """The row, ours until the transaction ends, if nobody has ended it."""
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("channel", "default_department")
    return rows.filter(pk=attempt.pk, state=AttemptState.WAITING).first()


def _end(attempt: Attempt, state: AttemptState, *, channel: Channel | None = None, error: str = "") -> None:
    attempt.state, attempt.error, attempt.credentials = state, error, {}
    attempt.channel = channel or attempt.channel
    attempt.save(update_fields=["state", "error", "credentials", "channel"])
