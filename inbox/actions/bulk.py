"""One act on many conversations, each through the verb of the single act, each once, whatever dies on the way."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actors import BULK
from accounts.errors import NotPossible, Refused
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._bulk_verbs import VERBS, act_of
from inbox.models import BulkItem, BulkJob, Conversation
from inbox.models.bulk import BulkItemState, BulkState
from inbox.models.conversation import ConversationQuerySet

log = logging.getLogger(__name__)

MOST = 50_000
"""Conversations of one job."""
LEASE = timedelta(seconds=20)
CHUNK = 50
"""Items between two looks at the clock and at whether it was stopped."""


@transaction.atomic
def start(
    verb: str,
    *,
    by: Member,
    arguments: Mapping[str, Any],
    rows: ConversationQuerySet,
    query: str = "",
    named: Collection[int] = (),
) -> BulkJob:
    """Do this to these conversations, as they are found now; what comes later is not touched.

    `query` is the address of the list when it is all that match; of the numbers in `named` those
    that are not among `rows` are noted as skipped, so that none is lost without a word. A worker
    carries it out; what is not visible to the member by then is skipped. It reaches no further than
    the token that asked for it, and stops when that is revoked or ends. Raises NotPossible for none
    of them, and for too many.
    """
    require(by, "bulk.start", by)
    if verb not in VERBS:
        raise NotPossible(_("Choose what to do with them."))
    job = _job(verb, by, arguments=dict(arguments), query=query)
    return _freeze(job, rows.values_list("pk"), by=by, named=named)


@transaction.atomic
def undo_all(job: BulkJob, *, by: Member) -> BulkJob:
    """Take back all that a job did, one by one; what has moved on since is skipped."""
    require(by, "bulk.undo", job.member)
    job = BulkJob.objects.select_for_update().get(pk=job.pk)
    if job.state == BulkState.RUNNING:
        raise NotPossible(_("It is still running. Stop it first, or wait for its end."))
    if not job.is_reversible:
        raise NotPossible(_("This can't be undone."))
    if BulkJob.objects.filter(undoes=job).exists():
        raise NotPossible(_("It was undone already."))
    undoing = _job("undo", by, undoes=job)
    done = job.items.filter(state=BulkItemState.DONE).exclude(event_id=None).order_by("id")
    return _freeze(undoing, done.values_list("conversation_id", "event_id"), by=by)


@transaction.atomic
def stop(job: BulkJob, *, by: Member) -> BulkJob:
    """Leave the rest as it is; nothing happens to a job that has ended."""
    require(by, "bulk.stop", job.member)
    job = BulkJob.objects.select_for_update().get(pk=job.pk)
    if job.state == BulkState.RUNNING:
        job.state, job.finished_at = BulkState.STOPPED, timezone.now()
        job.save(update_fields=["state", "finished_at"])
        record("bulk.stop", job, by=by)
    return job


def carry_out(job_id: int, *, by: Member | None = None, seconds: float = 5.0) -> bool:
    """Work on a job for a turn; whether something is left. Each item is done in a transaction of its own.

    Nothing happens while somebody else is at it. `by` is whose job it must be, if that matters.
    """
    job = _claim(job_id, by)
    if job is None:
        return False
    ends = time.monotonic() + seconds
    with translation.override(job.member.language):
        while (left := _chunk(job)) and time.monotonic() < ends:
            pass
    if left is None:
        _end(job)
    elif left:
        BulkJob.objects.filter(pk=job.pk).update(lease_until=None)
    else:
        _finish(job)
    return bool(left)


def _job(verb: str, by: Member, **facts: Any) -> BulkJob:
    """With the reach of whoever asks, since the worker has no token of its own."""
    reach = None if by.reach is None else sorted(by.reach)
    return BulkJob(member=by, token_id=by.token_id, reach=reach, verb=verb, created_at=timezone.now(), **facts)


def _freeze(job: BulkJob, rows: Any, *, by: Member, named: Collection[int] = ()) -> BulkJob:
    """Note every conversation of it, in the order of the list, by one statement of the database."""
    try:
        sql, params = rows[: MOST + 1].query.sql_with_params()
    except EmptyResultSet:
        raise NotPossible(_("Nothing is selected.")) from None
    job.save()
    columns = "conversation_id, event_id" if job.undoes_id else "conversation_id"
    table = BulkItem._meta.db_table
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {table} (job_id, {columns}) SELECT %s, chosen.* FROM ({sql}) AS chosen"  # noqa: S608
        cursor.execute(statement, [job.pk, *params])
        job.total = cursor.rowcount
    if not job.total:
        raise NotPossible(_("Nothing is selected."))
    if job.total > MOST:
        raise NotPossible(_("More than %(most)s match. Narrow the list first.") % {"most": f"{MOST:,}"})
    job.total += _note_missing(job, named)
    job.save(update_fields=["total"])
    facts: dict[str, Any] = {"undoes": job.undoes_id} if job.undoes_id else {}
    record("bulk.undo" if job.undoes_id else "bulk.start", job, by=by, act=job.verb, total=job.total, **facts)
    return job


def _note_missing(job: BulkJob, named: Collection[int]) -> int:
    """A row for each number that leads to nothing they see, in the same words whatever is behind it; how many."""
    found = set(job.items.values_list("conversation_id", flat=True)) if named else set()
    why = _("There is none with this number, or it is closed to you.")
    lost = sorted(set(named) - found)
    BulkItem.objects.bulk_create(
        BulkItem(job=job, named=number, state=BulkItemState.SKIPPED, reason=why) for number in lost
    )
    return len(lost)


def _claim(job_id: int, by: Member | None) -> BulkJob | None:
    now = timezone.now()
    free = BulkJob.objects.waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=job_id)
    own = free.filter(member=by) if by else free
    if not own.update(lease_until=now + LEASE):
        return None
    return BulkJob.objects.select_related("member").get(pk=job_id)


def _chunk(job: BulkJob) -> bool | None:
    """Some items; whether there may be more. None when the token that began it opens nothing any more."""
    waiting = BulkItem.objects.filter(job=job, state=BulkItemState.WAITING).order_by("id")
    ids = list(waiting.values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return False
    doer = job.doer()
    if doer is None:
        return None
    try:
        act = act_of(job.verb, job.arguments)
    except Refused as error:
        sentence = str(error)

        def act(*_given: Any) -> None:
            raise NotPossible(sentence)

    for pk in ids:
        _do(job, pk, act, doer)
    return bool(BulkJob.objects.waiting().filter(pk=job.pk).update(lease_until=timezone.now() + LEASE))


@transaction.atomic
def _do(job: BulkJob, item_id: int, act: Any, by: Member) -> None:
    """One item, unless somebody else has done it or is at it; the act and its result together or neither."""
    rows = BulkItem.objects.select_for_update(skip_locked=True, of=("self",))
    item = rows.filter(pk=item_id, state=BulkItemState.WAITING).first()
    if item is None:
        return
    conversation = Conversation.objects.visible_to(by).filter(pk=item.conversation_id or 0).first()
    try:
        if conversation is None:
            raise NotPossible(_gone(item))
        with transaction.atomic():
            event = act(item, conversation, by)
        item.state, item.event_id = BulkItemState.DONE, event.pk if event else item.event_id
    except Refused as error:
        item.state, item.reason = BulkItemState.SKIPPED, str(error)
    except Exception:
        log.exception("bulk job %s broke off at conversation %s", job.pk, item.conversation_id)
        item.state, item.reason = BulkItemState.SKIPPED, _("An error on our side; nothing was changed.")
    item.save(update_fields=["state", "reason", "event_id"])


def _gone(item: BulkItem) -> str:
    shown = Conversation.objects.filter(pk=item.conversation_id or 0, survivor=None).exists()
    return _("It is closed to you now.") if shown else _("It is part of another conversation now.")


@transaction.atomic
def _end(job: BulkJob) -> None:
    """Leave the rest: whoever ended the token meant what it had begun, too."""
    now = timezone.now()
    if BulkJob.objects.waiting().filter(pk=job.pk).update(state=BulkState.STOPPED, finished_at=now):
        record("bulk.stop", job, by=BULK, because="token")


@transaction.atomic
def _finish(job: BulkJob) -> None:
    now = timezone.now()
    if not BulkJob.objects.waiting().filter(pk=job.pk).update(state=BulkState.FINISHED, finished_at=now):
        return
    done, skipped = (job.items.filter(state=state).count() for state in (BulkItemState.DONE, BulkItemState.SKIPPED))
    record("bulk.finish", job, by=BULK, act=job.verb, done=done, skipped=skipped)
