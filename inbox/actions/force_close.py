"""The end of a task force: all as it was before, and a summary of what it was."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.actions import departments
from accounts.actors import SCHEDULE, TASK_FORCE, Actor
from accounts.events import record
from accounts.models import Member
from inbox.actions._forces import force_row, locked
from inbox.actions._stays import give_back
from inbox.actions.crisis import end_crisis
from inbox.actions.decline import decline_all
from inbox.feeds import brings_to
from inbox.force_summary import summary_of
from inbox.models import Conversation, Stay, TaskForce

CHUNK = 100


@transaction.atomic
def close(task_force: TaskForce, *, by: Actor) -> TaskForce:
    """End its crisis if one is on, write the summary, and let nothing flow in any more.

    What it still holds goes back right after, by `give_all_back`, one by one, and who waits for its answers is told.
    """
    row = force_row(task_force, "task_force.close", by=by)
    if row.crisis_since is not None:
        end_crisis(row, by=by)
        row = locked(row)
    row.closed_at, row.closed_by = timezone.now(), by if isinstance(by, Member) else None
    row.summary = summary_of(row)
    row.save(update_fields=["closed_at", "closed_by", "summary"])
    record("task_force.close", row, by=by)
    return row


def give_all_back(task_force: TaskForce, *, by: Actor = TASK_FORCE) -> int:
    """Let what a closed one still holds go back, each in a transaction of its own; then archive its department.

    What it was asked and did not answer is declined. Dying half-way loses nothing: the next turn
    goes on. Returns how many went back.
    """
    if task_force.closed_at is None:
        return 0
    done, last = 0, 0
    while left := _left(task_force, last):
        done += sum(_give_back(pk) for pk in left)
        last = left[-1]
    decline_all(task_force, by=by)
    with transaction.atomic():
        row = locked(task_force)
        if row.department.is_active and not _left(row) and not brings_to(row):
            departments.archive(row.department, by=by)
    return done


@transaction.atomic
def remind(task_force: TaskForce, *, today: date, by: Actor = SCHEDULE) -> bool:
    """Its last day has come: its lead is told, once; returns whether they were. Nothing closes by itself."""
    row = locked(task_force)
    if row.closed_at is not None or row.reminded_at is not None or row.ends_on > today:
        return False
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    record("task_force.remind", row, by=by, lead=row.lead_id)
    return True


def _left(task_force: TaskForce, last: int = 0) -> list[int]:
    """The next that it holds, after that number."""
    held = Conversation.objects.standing().filter(department=task_force.department_id, pk__gt=last)
    return list(held.order_by("pk").values_list("pk", flat=True)[:CHUNK])


@transaction.atomic
def _give_back(pk: int) -> bool:
    related = ("task_force__department", "former_department", "former_assignee")
    stay = Stay.objects.select_related(*related).filter(conversation=pk, left_at=None).first()
    return stay is not None and give_back(stay)
