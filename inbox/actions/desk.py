"""What a department agrees on for requests to it: how soon it accepts, and who steps in."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.models import Desk

LONGEST_MINUTES = 14 * 24 * 60


@transaction.atomic
def change(
    department: Department,
    *,
    acknowledge_minutes: int,
    fallback_member: Member | None = None,
    fallback_department: Department | None = None,
    by: Actor,
) -> Desk:
    """Set it for requests from now on; raises NotPossible for two fallbacks, or a department that is its own."""
    require(by, "desk.change", department)
    if not 1 <= acknowledge_minutes <= LONGEST_MINUTES:
        raise NotPossible(_("Choose between one minute and fourteen days."))
    if fallback_member is not None and fallback_department is not None:
        raise NotPossible(_("Choose a person or a department to step in, not both."))
    if fallback_department == department:
        raise NotPossible(_("%(department)s can’t step in for itself.") % {"department": department})
    if (fallback_member and not fallback_member.is_active) or (
        fallback_department and not fallback_department.is_active
    ):
        raise NotPossible(_("Who steps in has to be there: choose somebody else."))
    desk = Desk.objects.select_for_update().filter(department=department).first() or Desk(department=department)
    desk.acknowledge_minutes = acknowledge_minutes
    desk.fallback_member, desk.fallback_department = fallback_member, fallback_department
    desk.save()
    record(
        "desk.change",
        desk,
        by=by,
        minutes=acknowledge_minutes,
        member=desk.fallback_member_id,
        fallback=desk.fallback_department_id,
    )
    return desk
