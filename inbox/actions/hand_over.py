"""Work changes hands before somebody goes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import people
from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.actions.assign import assign, unassign
from inbox.actions.pass_on import pass_on_or_put_back
from inbox.holdings import assigned_to, seen_to_by


@transaction.atomic
def hand_over(member: Member, *, to: Mapping[Department, Member | None], by: Actor) -> Member:
    """Give a member's open work in each department to a colleague there, or back to the department.

    The same with what others asked and they accepted; of a department that is not named it goes back.

    Raises NotPossible for a colleague who does not work in the department.
    """
    require(by, "member.deactivate", member)
    for department, colleague in to.items():
        if colleague is not None and not colleague.memberships.filter(department=department).exists():
            raise NotPossible(
                _("%(member)s does not work in %(department)s.") % {"member": colleague, "department": department}
            )
        for conversation in assigned_to(member).filter(department=department):
            if colleague is None:
                unassign(conversation, by=by)
            else:
                assign(conversation, to=colleague, by=by)
    for request in seen_to_by(member).order_by("conversation_id", "pk"):
        place = request.to_department
        pass_on_or_put_back(request, to=to.get(place) if place is not None else None, by=by)
    return member


@transaction.atomic
def deactivate(member: Member, *, to: Mapping[Department, Member | None], by: Actor) -> Member:
    """Hand over what they hold and end their access, both or neither."""
    hand_over(member, to=to, by=by)
    return people.deactivate(member, by=by)
