"""What numbers in money rest on: set for a month and those after it, never for one that is over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from reports.models import Assumption


@transaction.atomic
def assume(
    *,
    month: date,
    call_share: Decimal,
    call_cost: Decimal,
    currency: str,
    tough_hours: int,
    sales: Department | None,
    by: Actor,
) -> Assumption:
    """A new version; all earlier ones stay. Raises NotPossible for a month that is over."""
    require(by, "assumption.set")
    first = month.replace(day=1)
    if first < timezone.localdate().replace(day=1):
        raise NotPossible(_("That month is over; what was counted in it stays as it is."))
    if not 0 <= call_share <= 1 or call_cost < 0 or tough_hours < 1:
        raise NotPossible(_("A share lies between 0 and 100 %, a cost and a time are not negative."))
    made = Assumption(
        month=first,
        call_share=call_share,
        call_cost=call_cost,
        currency=currency.upper(),
        tough_hours=tough_hours,
        sales=sales,
        set_by=by if isinstance(by, Member) else None,
        set_at=timezone.now(),
    )
    made.save()
    record("assumption.set", made, by=by, month=first.isoformat())
    return made
