"""Somebody is away: another decides on drafts in their place, until a date."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.models import Delegation
from inbox.reviewing import may_stand_in


@transaction.atomic
def delegate(member: Member, *, to: Member, until: datetime, by: Actor) -> Delegation:
    """Have a colleague decide in one's place until then; a later one replaces it.

    They still see only what they may see anyway, and never decide on what they wrote themselves.
    """
    require(by, "draft.delegate", member)
    if to.pk == member.pk:
        raise NotPossible(_("Choose somebody else: you can't stand in for yourself."))
    if not to.is_active:
        raise NotPossible(_("%(member)s no longer works here.") % {"member": to})
    if not may_stand_in(to):
        raise NotPossible(
            _("%(member)s sends nowhere, and so approves nothing: choose an agent or a lead.") % {"member": to}
        )
    if until <= timezone.now():
        raise NotPossible(_("Choose a day that is still to come."))
    made, _is_new = Delegation.objects.update_or_create(member=member, defaults={"delegate": to, "until": until})
    record("draft.delegate", member, by=by, delegate=to.pk, until=until.isoformat())
    return made


@transaction.atomic
def undelegate(member: Member, *, by: Member) -> Member:
    """Back again: one decides by oneself."""
    require(by, "draft.undelegate", member)
    gone, _per_model = Delegation.objects.filter(member=member).delete()
    if not gone:
        raise NotPossible(_("Nobody stands in for you."))
    record("draft.undelegate", member, by=by)
    return member
