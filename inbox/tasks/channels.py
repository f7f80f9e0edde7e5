"""Asking a network whether it knows the credentials that somebody has typed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Refused
from inbox.actions.attempt import refuse, succeed
from inbox.channels.base import ChannelError
from inbox.channels.registry import connector_class
from inbox.models import Attempt
from inbox.models.attempt import AttemptState

log = logging.getLogger(__name__)

PICKED_UP_WITHIN = timedelta(seconds=15)
GIVEN_UP_AFTER = timedelta(minutes=5)


@shared_task
def test_connection(attempt_id: int) -> None:
    """Sign in with the attempt's credentials, and keep the channel or say why not."""
    attempt = Attempt.objects.select_related("member").filter(pk=attempt_id, state=AttemptState.WAITING).first()
    if attempt is None:
        return
    newest = dict(attempt.credentials)

    def remember(credentials: Mapping[str, str]) -> None:
        newest.clear()
        newest.update(credentials)

    try:
        account = connector_class(attempt.network)(attempt.settings, attempt.credentials, remember).connect()
        succeed(attempt, account=account, credentials=newest, by=attempt.member)
    except (ChannelError, Refused) as error:
        refuse(attempt, error=str(error))
    except Exception as error:
        # What went wrong may quote what was typed: the log gets the kind of error only.
        log.warning("attempt %s to connect broke off: %s", attempt.pk, type(error).__name__)
        refuse(attempt, error=_("The connection could not be tested because of an error on our side."))


@shared_task
def sweep_attempts() -> None:
    """Start tests whose wake-up was lost; give up on those that never end."""
    now = timezone.now()
    waiting = Attempt.objects.filter(state=AttemptState.WAITING, created_at__lt=now - PICKED_UP_WITHIN)
    for attempt in waiting.order_by("created_at")[:50]:
        if attempt.created_at < now - GIVEN_UP_AFTER:
            refuse(attempt, error=_("The connection was not tested within five minutes. Try again."))
        else:
            test_connection.delay(attempt.pk)
