"""How far the rules have read the journal: kept from the moment from which they could decide."""

from __future__ import annotations

from accounts.models import Event
from inbox.models import JournalPlace

READER = "routing"


def begin() -> bool:
    """Begin at the journal's end: what was there before rules were is not decided on. Returns False if that was done.

    Whatever is still being written stands behind the place, so that none of it is left out.
    """
    last = Event.objects.settled().order_by("-xid", "-pk").values_list("xid", "pk").first()
    place = {} if last is None else {"xid": last[0], "event_id": last[1]}
    return JournalPlace.objects.get_or_create(reader=READER, defaults=place)[1]
