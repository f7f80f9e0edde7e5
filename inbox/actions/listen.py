"""A watch's turn: what it found is kept with its cursor, and why it found nothing is remembered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import record
from inbox.actions._keep import keep
from inbox.actions.intake import TurnLost
from inbox.channels.base import Page
from inbox.models import Inbound, Watch


def claim_watch(watch_id: int) -> Watch | None:
    """Take a due watch's turn; None when it is not due or a worker is at it."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    lease = now + timedelta(seconds=settings.TURN_LEASE)
    due = Watch.objects.filter(pk__in=Watch.objects.due().filter(pk=watch_id).values("pk"))
    if not due.filter(free).update(lease_until=lease):
        return None
    found: Watch = Watch.objects.select_related("channel", "department").get(pk=watch_id)
    return found


@transaction.atomic
def store_found(watch: Watch, page: Page, *, next_poll_at: datetime, by: Actor) -> list[Inbound]:
    """Keep a page of what a watch found with the cursor that follows it; raises TurnLost.

    Either both are stored or neither. Returns the rows that are new.
    """
    rows = keep(watch.channel, page.items, watch=watch)
    held = Watch.objects.filter(pk=watch.pk, lease_until=watch.lease_until, query=watch.query, kind=watch.kind)
    now = timezone.now()
    if not held.update(cursor=page.cursor, next_poll_at=next_poll_at, last_success_at=now):
        raise TurnLost
    watch.cursor = dict(page.cursor)
    return rows


def end_watch(watch: Watch) -> Watch:
    """Let go of a watch whose turn is over, unless another worker has taken it meanwhile."""
    Watch.objects.filter(pk=watch.pk, lease_until=watch.lease_until).update(lease_until=None)
    return watch


@transaction.atomic
def fail_watch(watch: Watch, *, error: str, retry_at: datetime | None, by: Actor) -> Watch:
    """Remember why a look brought nothing, and when to try again; journalled once per outage.

    The channel goes on: a network that refuses a search may still bring mentions.
    """
    watch = Watch.objects.select_for_update(no_key=True, of=("self",)).select_related("channel").get(pk=watch.pk)
    now = timezone.now()
    if watch.failures == 0:
        watch.failing_since = now
        record("watch.fail", watch, by=by)
    watch.failures += 1
    wait = timedelta(seconds=min(60 * 2 ** min(watch.failures, 6), 3600))
    watch.next_poll_at, watch.last_error, watch.lease_until = retry_at or now + wait, error[:2000], None
    watch.save(update_fields=["failures", "failing_since", "next_poll_at", "last_error", "lease_until"])
    return watch


@transaction.atomic
def recover_watch(watch: Watch, *, by: Actor) -> Watch:
    """The network answers this query again after failures."""
    watch = Watch.objects.select_for_update(no_key=True, of=("self",)).select_related("channel").get(pk=watch.pk)
    if watch.failures:
        watch.failures, watch.failing_since = 0, None
        watch.save(update_fields=["failures", "failing_since"])
        record("watch.recover", watch, by=by)
    return watch
