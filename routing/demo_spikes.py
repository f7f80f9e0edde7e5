"""What Northline heard lately is counted by topic, and the last hour stands out: its app since an update."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Event
from inbox.actions.tell import READER, tell
from inbox.demo.chapters import register
from inbox.demo.clock import at
from inbox.models import JournalPlace, Message
from routing.actions.hear import hear
from routing.actions.read import read_messages
from routing.actions.spike import watch_spikes
from routing.hearing import BASELINE, HOUR
from routing.stored_rules import newest, topics

EARLIER = timedelta(seconds=20)
BATCH = 500


def hear_the_city(now: datetime) -> None:
    """Two weeks of messages are read, so that the last hour can be compared with them; whom it concerns is told."""
    number = newest()
    known = topics(number) if number else None
    since = now - (BASELINE + 1) * HOUR
    said = Message.objects.filter(is_ours=False, is_context=False, removed_at=None, sent_at__gt=since)
    rows = list(said.select_related("conversation").order_by("pk"))
    with at(now - EARLIER):
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            hear(batch, read_messages(batch, known))
    with at(now):
        watch_spikes(now)
        tell(list(Event.objects.filter(verb="spike.raise").order_by("pk")))
    last = Event.objects.order_by("pk").values_list("xid", "pk").last()
    if last is not None:
        JournalPlace.objects.update_or_create(reader=READER, defaults={"xid": last[0], "event_id": last[1]})


def connect() -> None:
    """Called once when the app is ready."""
    register(hear_the_city)
