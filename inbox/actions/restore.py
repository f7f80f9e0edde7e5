"""After a restore from backup nothing may leave that perhaps left before: look first.

A backup is older than the network. What it says is waiting may have been sent since,
so every such delivery becomes uncertain and is looked up before anything else happens.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.events import Act, record, record_all
from inbox.models import Delivery, Installation
from inbox.models.delivery import UNSETTLED, DeliveryState

PLACE = """
SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
    (SELECT timeline_id FROM pg_control_checkpoint()), 'inbox_delivery'::regclass::oid)
"""
"""Cluster, timeline and table: a restore, a promoted replica or a new database differs in one of them."""


def notice_restore(*, by: Actor) -> bool:
    """Compare where we are with where we were; pause deliveries and return True when it differs."""
    here = _place()
    if Installation.objects.filter(pk=1, place=here).exists():
        return False
    with transaction.atomic():
        row, is_first = Installation.objects.select_for_update().get_or_create(pk=1, defaults={"place": here})
        if is_first or row.place == here:
            return False
        pause_deliveries(row, by=by)
        row.place = here
        row.save(update_fields=["place", "noticed_at"])
    return True


@transaction.atomic
def pause_deliveries(installation: Installation, *, by: Actor) -> int:
    """Make everything that is not settled uncertain, to be looked up at once; returns how many.

    Attempts that the backup knows nothing of may have begun until this moment.
    """
    now = timezone.now()
    waiting = Delivery.objects.filter(state__in=UNSETTLED)
    held = list(waiting.select_for_update(of=("self",)).select_related("conversation"))
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in held]).update(
        state=DeliveryState.UNCERTAIN,
        error=_("This database was restored from a backup; perhaps the reply has left since."),
        first_started_at=Coalesce("first_started_at", "created_at"),
        started_at=now,
        doubted_at=Coalesce("doubted_at", "created_at"),
        fence=F("fence") + 1,
        look_ups=0,
        lease_until=None,
        not_before=now,
    )
    record("installation.restore", installation, by=by, deliveries=len(held))
    record_all([Act("delivery.lose", delivery, {"cause": "restore"}) for delivery in held], by=by)
    return len(held)


def _place() -> str:
    with connection.cursor() as cursor:
        cursor.execute(PLACE)
        return str(cursor.fetchone()[0])
