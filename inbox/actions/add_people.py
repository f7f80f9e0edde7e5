"""Bringing particular people to a request: they are told, and may answer it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import may
from inbox.actions._requests import facts, refuse_over, refuse_stranger, request_row
from inbox.asking import stands_behind
from inbox.ephemeral import shout
from inbox.models import Admission, Escalation
from inbox.seeing import who_sees


@transaction.atomic
def add_people(escalation: Escalation, *, people: Sequence[Member], by: Actor) -> Escalation:
    """Add members, once each; both sides may. Raises NotPossible for somebody who is gone, or may not see it.

    A lead of the holder lets them see a closed conversation by adding them.
    """
    row = request_row(escalation)
    if not stands_behind(by, "escalation.add_people", row):
        refuse_stranger(by, "escalation.add_people", row)
    refuse_over(row)
    there = set(row.people.values_list("pk", flat=True))
    new = [one for one in dict.fromkeys(people) if one.pk not in there]
    if not new:
        return row
    _let_them_see(row, new, by)
    row.people.add(*new)
    record("escalation.add_people", row, by=by, **facts(row), people=[one.pk for one in new])
    return row


def _let_them_see(row: Escalation, people: list[Member], by: Actor) -> None:
    seeing = set(who_sees(row.conversation).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True))
    for one in people:
        if not one.is_active:
            raise NotPossible(_("%(member)s is no longer active.") % {"member": one})
        if one.pk in seeing:
            continue
        if not may(by, "conversation.admit", row.conversation):
            raise NotPossible(
                _("The conversation is closed to %(member)s. A lead of %(department)s can add them.")
                % {"member": one, "department": row.conversation.department}
            )
        Admission.objects.get_or_create(conversation=row.conversation, member=one)
        shout({"r": one.pk})
