"""What a department wants one of its numbers to be by a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from reports.metrics.catalogue import METRICS, OBJECTIVES
from reports.models import Objective


@transaction.atomic
def set_objective(
    department: Department, *, metric: str, target: float, due_on: date, by: Member, note: str = ""
) -> Objective:
    """A new one, beginning today; raises NotPossible for a day that has come."""
    require(by, "objective.set", department)
    _check(metric, target, due_on)
    made = Objective(
        **{"department": department, "metric": metric, "target": target, "due_on": due_on, "note": note.strip()},
        **{"begun_on": timezone.localdate(), "set_by": by},
    )
    made.save()
    record("objective.set", made, by=by, metric=metric)
    return made


@transaction.atomic
def change(objective: Objective, *, target: float, due_on: date, by: Actor, note: str = "") -> Objective:
    """Another target, day or reason; where it began stays."""
    require(by, "objective.change", objective)
    row = _standing(objective)
    _check(row.metric, target, due_on)
    row.target, row.due_on, row.note = target, due_on, note.strip()
    row.save(update_fields=["target", "due_on", "note"])
    record("objective.change", row, by=by)
    return row


@transaction.atomic
def drop(objective: Objective, *, by: Actor) -> Objective:
    """It is wanted no more."""
    require(by, "objective.drop", objective)
    row = _standing(objective)
    row.dropped_at = timezone.now()
    row.save(update_fields=["dropped_at"])
    record("objective.drop", row, by=by)
    return row


@transaction.atomic
def restore(objective: Objective, *, by: Actor) -> Objective:
    """It is wanted after all."""
    require(by, "objective.restore", objective)
    row = Objective.objects.select_for_update(of=("self",)).select_related("department").get(pk=objective.pk)
    if row.dropped_at is not None:
        row.dropped_at = None
        row.save(update_fields=["dropped_at"])
        record("objective.restore", row, by=by)
    return row


def _standing(objective: Objective) -> Objective:
    row = Objective.objects.select_for_update(of=("self",)).select_related("department").get(pk=objective.pk)
    if row.dropped_at is not None:
        raise NotPossible(_("This objective was dropped. Restore it first."))
    return row


def _check(metric: str, target: float, due_on: date) -> None:
    facts: dict[str, Any] = {"metric": metric}
    if metric not in OBJECTIVES:
        raise NotPossible(_("No target can be set for “%(metric)s”.") % facts)
    if target < 0 or (METRICS[metric].unit == "share" and target > 1):
        raise NotPossible(_("That is no value that this number can have."))
    if due_on <= timezone.localdate():
        raise NotPossible(_("Choose a day that is still to come."))
