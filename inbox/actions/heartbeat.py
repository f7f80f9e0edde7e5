"""Signs of life, every few seconds: the scheduler's when it hands out work, a worker's when it takes some."""

from __future__ import annotations

from django.utils import timezone

from accounts.actors import SCHEDULE, Actor
from inbox.alive import BREAK
from inbox.models import Heartbeat
from inbox.models.heartbeat import Part


def beat(part: Part, *, by: Actor = SCHEDULE) -> Heartbeat:
    """A part shows that it lives; after a longer break its run begins anew."""
    now = timezone.now()
    made, is_new = Heartbeat.objects.get_or_create(part=part, defaults={"seen_at": now, "since": now})
    if not is_new:
        if now - made.seen_at > BREAK:
            made.since = now
        made.seen_at = now
        made.save(update_fields=["seen_at", "since"])
    return made
