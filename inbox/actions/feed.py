"""What flows into task forces: new conversations that their feeds find, each moved as any conversation is moved."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import TASK_FORCE, Actor
from accounts.errors import NotPossible, Refused
from accounts.events import record
from accounts.models import DepartmentKind, Event
from inbox.actions._forces import force_row
from inbox.actions._lock import lock_row
from inbox.actions.move import move
from inbox.feeds import found_by
from inbox.models import Conversation, JournalPlace, Stay, TaskForce
from inbox.models.conversation import Status

log = logging.getLogger(__name__)

READER = "task forces"
BATCH = 1000
"""Events of the journal read at once."""
MOST_GATHERED = 2000
"""Of what was there before, the newest."""


def feed_next(*, by: Actor = TASK_FORCE) -> int | None:
    """Read on in the journal, and let what was opened since flow where it is looked for; returns how many did.

    None at the journal's end. Each conversation is a transaction of its own; dying half-way,
    or two workers at once, changes nothing: what is there already is left alone.
    """
    place, _made = JournalPlace.objects.get_or_create(reader=READER)
    settled = Event.objects.settled()
    if not TaskForce.objects.feeding().exists():
        last = settled.order_by("-xid", "-pk").values_list("xid", "pk").first()
        if last is not None:
            _read_up_to(*last)
        return None
    behind = Q(xid__gt=place.xid) | Q(xid=place.xid, pk__gt=place.event_id)
    rows = settled.filter(behind, xid__gte=place.xid).order_by("xid", "pk")
    read = list(rows.values_list("xid", "pk", "verb", "conversation_id", "recorded_at")[:BATCH])
    if not read:
        return None
    moved = flow_in({row: at for _xid, _pk, verb, row, at in read if row and verb == "conversation.open"}, by=by)
    _read_up_to(read[-1][0], read[-1][1])
    return moved


def flow_in(opened: Mapping[int, datetime], *, by: Actor = TASK_FORCE) -> int:
    """Let these conversations, opened then, flow where they are looked for; returns how many did."""
    if not opened:
        return 0
    feeding = TaskForce.objects.feeding().select_related("department", "lead")
    return sum(_flow_into(force, opened, by=by) for force in feeding)


@transaction.atomic
def bring_in(conversation: Conversation, *, task_force: TaskForce, by: Actor) -> Conversation:
    """Move it there as if the feed had found it: it goes back when the task force closes.

    Raises NotPossible for what does not flow: what is done, closed, in a task force, waits for a
    blocking answer, or was taken out by hand, and where the task force is over.
    """
    row = lock_row(conversation.pk)
    if not _may_flow(row, task_force):
        raise NotPossible(_("It can’t flow into %(task_force)s as it stands.") % {"task_force": task_force})
    return move(row, to=task_force.department, by=by)


@transaction.atomic
def gather(task_force: TaskForce, *, by: Actor) -> int:
    """Take in what its feed finds of what was there before and is not done; returns how many."""
    row = force_row(task_force, "task_force.gather", by=by)
    found = gatherable(row)
    moved = sum(_flow(row, pk, by=TASK_FORCE) for pk in sorted(found))
    record("task_force.gather", row, by=by, count=moved)
    return moved


def gatherable(task_force: TaskForce) -> set[int]:
    """What gather() would look at: the newest that are not done, in standing departments, and have never been in it."""
    if not task_force.is_urgent or not task_force.feed:
        return set()
    open_ones = Conversation.objects.standing().filter(opened_at__lte=timezone.now()).exclude(status=Status.RESOLVED)
    there = open_ones.filter(is_closed=False, department__kind=DepartmentKind.DEPARTMENT)
    fresh = there.exclude(pk__in=Stay.objects.filter(task_force=task_force).values("conversation"))
    newest = fresh.order_by("-last_message_at", "-pk").values_list("pk", flat=True)[:MOST_GATHERED]
    return found_by(task_force, list(newest))


def _flow_into(force: TaskForce, opened: Mapping[int, datetime], *, by: Actor) -> int:
    """Those of them that were opened since it looks for them, and that it finds."""
    since = force.feed_at or force.opened_at
    new = [pk for pk, at in opened.items() if at >= since]
    return sum(_flow(force, pk, by=by) for pk in sorted(found_by(force, new)))


def _flow(force: TaskForce, pk: int, *, by: Actor) -> int:
    """Move one, if it may flow as it stands now; 1 if it did."""
    try:
        with transaction.atomic():
            bring_in(Conversation(pk=pk), task_force=force, by=by)
    except Refused as error:
        log.info("conversation %s did not flow into task force %s: %s", pk, force.pk, error)
        return 0
    return 1


def _may_flow(row: Conversation, force: TaskForce) -> bool:
    """Not what is done, closed, in a task force, waits for a blocking answer, or was taken out by hand."""
    if row.survivor_id is not None or row.status == Status.RESOLVED or row.is_closed:
        return False
    if row.department.kind != DepartmentKind.DEPARTMENT:
        return False
    if not TaskForce.objects.open().filter(pk=force.pk).exists():
        return False
    if row.asked_count and row.escalations.standing().filter(is_blocking=True).exists():
        return False
    return not Stay.objects.filter(task_force=force, conversation=row).exists()


def _read_up_to(xid: int, event_id: int) -> None:
    """Never back: of two workers the one that read on further counts."""
    earlier = Q(xid__lt=xid) | Q(xid=xid, event_id__lt=event_id)
    JournalPlace.objects.filter(earlier, reader=READER).update(xid=xid, event_id=event_id)
