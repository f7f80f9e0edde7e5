"""From which departments somebody must be on the roster."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department
from accounts.permissions import require
from inbox.actions._planning import lock_channel
from inbox.models import Channel, RosterNeed


@transaction.atomic
def need(channel: Channel, *, departments: Sequence[Department], by: Actor) -> Channel:
    """Say it for one channel; without any, what holds for every channel holds for it again."""
    require(by, "roster.need", channel)
    lock_channel(channel)
    _refuse_archived(departments)
    before, after = _replace(channel, departments)
    if before != after:
        record("roster.need", channel, by=by, before=before, after=after)
    return channel


@transaction.atomic
def need_everywhere(department: Department, *, by: Actor) -> Department:
    """Every open channel that names none of its own needs somebody from there, beside its own department."""
    require(by, "roster.need_everywhere")
    _refuse_archived([department])
    _row, is_new = RosterNeed.objects.get_or_create(channel=None, department=department)
    if is_new:
        record("roster.need_everywhere", department, by=by)
    return department


@transaction.atomic
def spare_everywhere(department: Department, *, by: Actor) -> Department:
    """Take that back; channels that name it themselves go on needing it."""
    require(by, "roster.spare_everywhere")
    gone, _rows = RosterNeed.objects.filter(channel=None, department=department).delete()
    if gone:
        record("roster.spare_everywhere", department, by=by)
    return department


def _replace(channel: Channel, departments: Sequence[Department]) -> tuple[list[int], list[int]]:
    """Their ids before and after."""
    rows = RosterNeed.objects.select_for_update().filter(channel=channel)
    before = sorted(row.department_id for row in rows)
    after = sorted({department.pk for department in departments})
    RosterNeed.objects.filter(channel=channel).exclude(department__in=after).delete()
    new = [RosterNeed(channel=channel, department_id=pk) for pk in after if pk not in before]
    RosterNeed.objects.bulk_create(new, ignore_conflicts=True)
    return before, after


def _refuse_archived(departments: Sequence[Department]) -> None:
    for department in departments:
        if not department.is_active:
            raise NotPossible(_("%(department)s is archived.") % {"department": department})
