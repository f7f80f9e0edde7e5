"""Who works in which department, and as what."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member, Membership, Role
from accounts.permissions import forget_roles, require


@transaction.atomic
def grant(member: Member, *, department: Department, role: Role, by: Actor) -> Membership:
    """Give somebody a role in a department, in place of one they had there; it lasts, also where they only learned.

    Raises NotPossible for somebody deactivated and for an archived department.
    """
    require(by, "membership.grant", department)
    if not member.is_active:
        raise NotPossible(_("%(member)s is no longer active.") % {"member": member})
    if not department.is_active:
        raise NotPossible(_("%(department)s is archived.") % {"department": department})
    membership, is_new = Membership.objects.select_for_update().get_or_create(
        member=member, department=department, defaults={"role": role}
    )
    before = None if is_new else membership.role
    if before == role and not membership.is_shadow:
        return membership
    membership.role, membership.shadow_of, membership.ends_on = role, None, None
    membership.save(update_fields=["role", "shadow_of", "ends_on"])
    forget_roles(member)
    record("membership.grant", membership, by=by, member=member.pk, role=str(role), before=before)
    return membership


@transaction.atomic
def revoke(membership: Membership, *, by: Actor) -> Membership:
    """Take somebody out of a department; what they held there goes back to it."""
    require(by, "membership.revoke", membership)
    record("membership.revoke", membership, by=by, member=membership.member_id, role=membership.role)
    Membership.objects.filter(pk=membership.pk).delete()
    forget_roles(membership.member)
    return membership
