"""Cross-training: somebody of another department looks over a member's shoulder, for a time."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member, Membership, Role
from accounts.permissions import forget_roles, require

LONGEST = timedelta(days=183)


@transaction.atomic
def shadow(member: Member, *, of: Member, department: Department, until: date, by: Actor) -> Membership:
    """Let somebody learn in another department beside one of its people, up to and including a day.

    They are a trainee there: they read and draft. Said again, it changes whom or until when.
    Raises NotPossible for a day that is over or half a year away, for who works there
    already, and for somebody to look at who does not.
    """
    require(by, "membership.shadow", department)
    _refuse_senseless(member, of, department, until)
    place, is_new = Membership.objects.select_for_update().get_or_create(
        member=member,
        department=department,
        defaults={"role": Role.TRAINEE, "shadow_of": of, "ends_on": until},
    )
    if not is_new and not place.is_shadow:
        raise NotPossible(
            _("%(member)s works in %(department)s already.") % {"member": member, "department": department}
        )
    if not is_new and (place.shadow_of_id, place.ends_on) == (of.pk, until):
        return place
    place.shadow_of, place.ends_on = of, until
    place.save(update_fields=["shadow_of", "ends_on"])
    forget_roles(member)
    record("membership.shadow", place, by=by, member=member.pk, of=of.pk, until=until.isoformat())
    return place


@transaction.atomic
def unshadow(place: Membership, *, by: Actor) -> Membership:
    """End it before its time; raises NotPossible for a membership that lasts."""
    require(by, "membership.unshadow", place)
    found = Membership.objects.select_for_update().select_related("member", "department").filter(pk=place.pk).first()
    if found is None or not found.is_shadow:
        raise NotPossible(_("%(member)s is no shadow any more.") % {"member": place.member})
    return _leave(found, "membership.unshadow", by)


@transaction.atomic
def end(place: Membership, *, by: Actor) -> Membership:
    """The time of learning is over; nothing happens to a membership that was made a lasting one meanwhile."""
    require(by, "membership.end", place)
    found = Membership.objects.select_for_update().select_related("member", "department").filter(pk=place.pk).first()
    if found is None or found.ends_on is None or found.ends_on >= timezone.localdate():
        return place
    return _leave(found, "membership.end", by)


def _leave(place: Membership, verb: str, by: Actor) -> Membership:
    record(verb, place, by=by, member=place.member_id, role=place.role)
    Membership.objects.filter(pk=place.pk).delete()
    forget_roles(place.member)
    return place


def _refuse_senseless(member: Member, of: Member, department: Department, until: date) -> None:
    today = timezone.localdate()
    if until < today:
        raise NotPossible(_("Choose a day to come."))
    if until - today > LONGEST:
        raise NotPossible(_("Half a year is the longest; after that, give them a role."))
    if not department.is_active:
        raise NotPossible(_("%(department)s is archived.") % {"department": department})
    if not member.is_active:
        raise NotPossible(_("%(member)s is no longer active.") % {"member": member})
    if member == of:
        raise NotPossible(_("Nobody is their own shadow."))
    works = Membership.objects.filter(member=of, department=department, role__in=[Role.AGENT, Role.LEAD])
    if not of.is_active or not works.exists():
        raise NotPossible(
            _("%(member)s does not answer in %(department)s: choose an agent or lead of it.")
            % {"member": of, "department": department}
        )
