"""Trying rules on the past: nothing is changed, nobody is told, and what came out is kept."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import ROUTING
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.filters import ListQuery
from inbox.models import Conversation, Message, SavedView
from inbox.models.conversation import ConversationQuerySet
from routing.actions._rehearsed import outcome_of, play_some, rows_of
from routing.health import health
from routing.models import Rehearsal, RehearsalState, RehearsedConversation
from routing.rehearsing import Figures, figures
from routing.rule_sets import Chosen

MOST = 100_000
"""Conversations of one rehearsal."""
DAYS = (1, 366)
LEASE = timedelta(seconds=60)
CHUNK = 100


@transaction.atomic
def start(*, old: Chosen, new: Chosen, by: Member, days: int = 30, view: SavedView | None = None) -> Rehearsal:
    """Try two sets of rules on the conversations of the last days, or on those of a saved view as they are now.

    A worker carries it out. Raises NotPossible where there are none, and for too many.
    """
    require(by, "rehearsal.start")
    if view is None and not DAYS[0] <= days <= DAYS[1]:
        raise NotPossible(_("Choose between %(least)d and %(most)d days.") % {"least": DAYS[0], "most": DAYS[1]})
    made = Rehearsal(by=by, old=old.stored(), new=new.stored(), view=view, created_at=timezone.now())
    made.days, made.about = (None, view.name) if view else (days, "")
    made.save()
    made.total = _freeze(made, _wanted(by, days, view))
    if not made.total:
        raise NotPossible(_("There are no conversations to rehearse on."))
    if made.total > MOST:
        raise NotPossible(_("There are more than %(most)s conversations. Choose fewer days.") % {"most": f"{MOST:,}"})
    made.save(update_fields=["total"])
    record("rehearsal.start", made, by=by, total=made.total, old=old.word, new=new.word)
    return made


@transaction.atomic
def stop(rehearsal: Rehearsal, *, by: Member) -> Rehearsal:
    """Leave the rest; one that has ended stays as it is."""
    require(by, "rehearsal.stop", rehearsal)
    rehearsal = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if rehearsal.state == RehearsalState.RUNNING:
        rehearsal.state, rehearsal.finished_at = RehearsalState.STOPPED, timezone.now()
        rehearsal.save(update_fields=["state", "finished_at"])
        record("rehearsal.stop", rehearsal, by=by)
    return rehearsal


def carry_out(rehearsal_id: int, *, seconds: float = 5.0) -> bool:
    """Work on it for a turn; whether something is left. Nothing happens while somebody else is at it."""
    now = timezone.now()
    free = Rehearsal.objects.waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=rehearsal_id)
    if not free.update(lease_until=now + LEASE):
        return False
    rehearsal = Rehearsal.objects.get(pk=rehearsal_id)
    ends, left = time.monotonic() + seconds, True
    while left and time.monotonic() < ends:
        left = _chunk(rehearsal)
    if left:
        Rehearsal.objects.filter(pk=rehearsal_id).update(lease_until=None)
    else:
        _finish(rehearsal_id)
    return left


def _wanted(by: Member, days: int, view: SavedView | None) -> ConversationQuerySet:
    rows = Conversation.objects.visible_to(by)
    if view is not None:
        chosen = ListQuery.parse(view.query).rows(by)
        rows = rows.filter(pk__in=chosen.order_by().values("pk"))
    else:
        rows = rows.filter(opened_at__gte=timezone.now() - timedelta(days=days))
    heard = Message.objects.filter(conversation=OuterRef("pk"), is_ours=False, is_context=False, removed_at=None)
    found: ConversationQuerySet = rows.filter(Exists(heard)).order_by("opened_at", "pk")
    return found


def _freeze(made: Rehearsal, rows: ConversationQuerySet) -> int:
    """Note every conversation by one statement of the database; what comes later is not played."""
    try:
        sql, params = rows.values_list("pk")[: MOST + 1].query.sql_with_params()
    except EmptyResultSet:
        return 0
    table = RehearsedConversation._meta.db_table
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {table} (rehearsal_id, conversation_id) SELECT %s, chosen.* FROM ({sql}) AS chosen"  # noqa: S608
        cursor.execute(statement, [made.pk, *params])
        return int(cursor.rowcount)


@transaction.atomic
def _chunk(rehearsal: Rehearsal) -> bool:
    """Play some; whether there may be more."""
    waiting = rehearsal.conversations.filter(is_done=False).order_by("pk")
    some = list(waiting.select_for_update(skip_locked=True, of=("self",))[:CHUNK])
    if not some:
        return False
    play_some(rehearsal, some)
    columns = ["is_done", "old", "new", "moves", "old_department", "new_department", "stands", "corrected"]
    RehearsedConversation.objects.bulk_update(some, columns)
    stays = Rehearsal.objects.waiting().filter(pk=rehearsal.pk)
    return bool(stays.update(lease_until=timezone.now() + LEASE))


@transaction.atomic
def _finish(rehearsal_id: int) -> None:
    rehearsal = Rehearsal.objects.waiting().select_for_update().filter(pk=rehearsal_id).first()
    if rehearsal is None or rehearsal.conversations.filter(is_done=False).exists():
        return
    done = rehearsal.conversations.filter(is_done=True)
    rehearsal.figures = kept_figures(figures(rows_of(done)))
    judged = ((outcome_of(one.new), one.corrected_id) for one in done.iterator(chunk_size=2000))
    rehearsal.health = {str(key): one.stored() for key, one in health(judged).items()}
    rehearsal.state, rehearsal.finished_at = RehearsalState.FINISHED, timezone.now()
    rehearsal.save(update_fields=["figures", "health", "state", "finished_at"])
    record("rehearsal.finish", rehearsal, by=ROUTING, total=rehearsal.total, moved=rehearsal.figures["moved"])


def kept_figures(found: Figures) -> dict[str, object]:
    """The numbers as JSON; the matrix as [from, to, count]."""
    sides = {
        name: {**asdict(side), "by_rule": {str(rule): count for rule, count in side.by_rule.items()}}
        for name, side in (("old", found.old), ("new", found.new))
    }
    matrix = [[before, after, count] for (before, after), count in sorted(found.matrix.items())]
    return {"conversations": found.conversations, "moved": found.moved, "matrix": matrix, **sides}
