"""Looking for what watches look for. Each has turns of its own: one that fails holds up nothing else."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.intake import TurnLost
from inbox.actions.listen import claim_watch, end_watch, fail_watch, recover_watch, store_found
from inbox.actions.understand import process
from inbox.channels.base import ChannelError, Query, RetryLater
from inbox.connect import connector_for
from inbox.models import Watch
from inbox.models.watch import WatchKind

log = logging.getLogger(__name__)

PAGES_A_TURN = 4
TURN_SECONDS = 2.0


@shared_task
def poll_watch(watch_id: int) -> None:
    """Fetch what is new for a watch, page by page, and understand it."""
    watch = claim_watch(watch_id)
    if watch is None:
        return
    try:
        _turn(watch)
    except TurnLost:
        log.warning("the turn of watch %s passed to another worker, or it looks for something else now", watch.pk)
        end_watch(watch)
    except ChannelError as error:
        retry_at = error.at if isinstance(error, RetryLater) else None
        fail_watch(watch, error=str(error), retry_at=retry_at, by=INTAKE)
    except Exception as error:
        log.exception("the look of watch %s broke off", watch.pk)
        fail_watch(watch, error=f"{type(error).__name__}: {error}", retry_at=None, by=INTAKE)
    else:
        if watch.failures:
            recover_watch(watch, by=INTAKE)
        end_watch(watch)


def _turn(watch: Watch) -> None:
    """A few pages; what is left then is due at once."""
    connector = connector_for(watch.channel)
    query = Query(watch.query, is_tag=watch.kind == WatchKind.TAG)
    ends = time.monotonic() + TURN_SECONDS
    for _page in range(PAGES_A_TURN):
        page = connector.search(query, watch.cursor)
        seconds = 0 if page.more else page.wait_seconds or connector.search_seconds
        wait = timezone.now() + timedelta(seconds=seconds)
        process(store_found(watch, page, next_poll_at=wait, by=INTAKE), connector)
        if not page.more or time.monotonic() >= ends:
            return


@shared_task
def sweep_watches() -> None:
    """Start the watches that are due, the longest overdue first."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    for watch_id in Watch.objects.due().filter(free).order_by("next_poll_at").values_list("pk", flat=True):
        poll_watch.delay(watch_id)
