"""Raw payloads, kept once each."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.channels.base import Raw
from inbox.channels.plain import storable
from inbox.models import Channel, Inbound, Watch


def keep(
    channel: Channel, raws: Sequence[Raw], *, is_history: bool = False, watch: Watch | None = None
) -> list[Inbound]:
    """Insert payloads not seen before, inside the caller's transaction; returns the rows that are new.

    What a watch found is kept beside what the channel brought of the same post.
    """
    place = f"watch:{watch.pk}:" if watch else ""
    raws = [Raw(place + storable(raw.external_key), storable(raw.payload)) for raw in raws]
    keys = [raw.external_key for raw in raws]
    known = set(Inbound.objects.filter(channel=channel, external_key__in=keys).values_list("external_key", flat=True))
    rows = {
        raw.external_key: Inbound(
            channel=channel, external_key=raw.external_key, payload=raw.payload, is_history=is_history, watch=watch
        )
        for raw in raws
        if raw.external_key not in known
    }
    Inbound.objects.bulk_create(rows.values(), ignore_conflicts=True)
    return list(Inbound.objects.filter(channel=channel, external_key__in=rows, processed_at=None))
