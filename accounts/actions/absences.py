"""Absences: people say when they are away, or a lead says it for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions._members import lock
from accounts.actors import Actor, System
from accounts.away import leads
from accounts.errors import NotAllowed, NotPossible
from accounts.events import record
from accounts.formats import on_day
from accounts.models import Absence, Member
from accounts.models.absence import AbsenceKind, day_of
from accounts.permissions import require

LONGEST_DAYS = 400
"""A parental leave fits in; what is longer is a typing error, or a deactivation."""


@transaction.atomic
def plan(
    member: Member, *, kind: str, starts_on: date, ends_on: date, cover: Member | None = None, by: Member
) -> Absence:
    """Say that one will be away, both days included, and who covers.

    Raises NotPossible for days that are over or overlap another absence, and for a cover who is not there.
    """
    require(by, "absence.plan", member)
    made = _enter(member, kind, starts_on, ends_on, cover)
    record("absence.plan", made, by=by, **_facts(made))
    return made


@transaction.atomic
def report(
    member: Member, *, kind: str, starts_on: date, ends_on: date, cover: Member | None = None, by: Actor
) -> Absence:
    """Say it for somebody who can't: a lead of one of their departments, or an administrator. Raises as plan()."""
    _require_lead(by, member)
    made = _enter(member, kind, starts_on, ends_on, cover)
    record("absence.report", made, by=by, **_facts(made))
    return made


@transaction.atomic
def end(absence: Absence, *, by: Member) -> Member:
    """Be back today, or not go at all; returns the member. What was handed over stays where it is."""
    require(by, "absence.end", absence.member)
    record("absence.end", absence, by=by, **_facts(absence))
    return _cut(absence)


@transaction.atomic
def report_back(absence: Absence, *, by: Actor) -> Member:
    """Say for somebody that they are back, or do not go; see end()."""
    _require_lead(by, absence.member)
    record("absence.report_back", absence, by=by, **_facts(absence))
    return _cut(absence)


def _require_lead(by: Actor, member: Member) -> None:
    if isinstance(by, System) or leads(by, member):
        return
    raise NotAllowed(_("Only a lead of a department of %(member)s may do this.") % {"member": member})


def _facts(absence: Absence) -> dict[str, Any]:
    """Never the reason: it may be an illness, and the journal forgets nothing."""
    days = {"starts_on": absence.starts_on.isoformat(), "ends_on": absence.ends_on.isoformat()}
    return {"member": absence.member_id, "cover": absence.cover_id, **days}


def _enter(member: Member, kind: str, starts_on: date, ends_on: date, cover: Member | None) -> Absence:
    member = lock(member)  # two absences of one member can't cross
    today = day_of(member.time_zone, timezone.now())
    if kind not in AbsenceKind:
        raise NotPossible(_("Choose one of the reasons."))
    if ends_on < starts_on:
        raise NotPossible(_("The last day away lies before the first."))
    if ends_on < today:
        raise NotPossible(_("These days are over. Choose days that are still to come."))
    if ends_on - starts_on > timedelta(days=LONGEST_DAYS):
        raise NotPossible(_("Choose a time of at most %(days)d days.") % {"days": LONGEST_DAYS})
    if not member.is_active:
        raise NotPossible(_("%(member)s no longer works here.") % {"member": member})
    _refuse_cover(member, cover)
    other = Absence.objects.filter(member=member, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if other is not None:
        raise NotPossible(
            _("%(member)s is away from %(first)s to %(last)s already. End that absence first.")
            % {"member": member, "first": on_day(other.starts_on), "last": on_day(other.ends_on)}
        )
    return Absence.objects.create(member=member, kind=kind, starts_on=starts_on, ends_on=ends_on, cover=cover)


def _refuse_cover(member: Member, cover: Member | None) -> None:
    if cover is None:
        return
    if cover.pk == member.pk:
        raise NotPossible(_("Choose somebody else: nobody covers for themselves."))
    if not cover.is_active:
        raise NotPossible(_("%(member)s no longer works here.") % {"member": cover})


def _cut(absence: Absence) -> Member:
    """Keep the days that were spent away; one that has none goes altogether."""
    member = lock(absence.member)
    yesterday = day_of(member.time_zone, timezone.now()) - timedelta(days=1)
    row = Absence.objects.select_for_update().filter(pk=absence.pk).first()
    if row is None or row.ends_on <= yesterday:
        raise NotPossible(_("This absence is over already."))
    if row.starts_on > yesterday:
        row.delete()
    else:
        row.ends_on = yesterday
        row.save(update_fields=["ends_on"])
    return member
