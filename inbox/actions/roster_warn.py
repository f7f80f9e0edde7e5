"""What is missing in a roster is told once to those who can mend it, and forgotten when it is mended or over."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import record
from accounts.permissions import require
from inbox.models import Channel, RosterAlert
from inbox.staffing import Warned, monday_of


@transaction.atomic
def warn(channel: Channel, *, warned: Warned, by: Actor) -> RosterAlert:
    """Have those told who can mend it; see inbox/concerned.py. Told already: nothing more happens.

    Days that have joined what was told before are news: that one ends, and this is told anew.
    """
    require(by, "roster.warn", channel)
    key = {
        "channel": channel,
        "monday": monday_of(warned.days[0]),
        "lack": str(warned.lack),
        "department_id": warned.department or None,
        "liaison_id": warned.member or None,
        "cover_id": warned.cover or None,
    }
    told = RosterAlert.objects.select_for_update(of=("self",)).filter(**key, cleared_at=None).first()
    if told is not None and set(warned.days) <= set(told.days):
        return told
    if told is not None:
        clear(told, by=by)
    facts = {"days": list(warned.days), "raised_at": timezone.now()}
    made, is_new = RosterAlert.objects.get_or_create(**key, cleared_at=None, defaults=facts)
    if is_new:
        record("roster.warn", made, by=by, lack=made.lack, department=made.department_id, liaison=made.liaison_id)
    return made


@transaction.atomic
def clear(alert: RosterAlert, *, by: Actor) -> RosterAlert:
    """It is mended, or the week is over; whoever has not read of it need not any more."""
    require(by, "roster.clear", alert)
    cleared = RosterAlert.objects.filter(pk=alert.pk, cleared_at=None).update(cleared_at=timezone.now())
    if cleared:
        alert.refresh_from_db()
        record("roster.clear", alert, by=by, lack=alert.lack)
    return alert
