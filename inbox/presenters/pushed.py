"""What a pushing system may know of its items: that they stand here, and where."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.models import Channel, Inbound, Message


def where(channel: Channel, keys: Sequence[str]) -> tuple[dict[str, tuple[int, int]], set[str]]:
    """Message and conversation by external id, and the ids whose payload could not be understood."""
    messages = Message.objects.filter(channel=channel, external_id__in=keys)
    found = {key: (pk, place) for key, pk, place in messages.values_list("external_id", "pk", "conversation_id")}
    failed = Inbound.objects.filter(channel=channel, external_key__in=keys, processed_at=None).exclude(error="")
    return found, set(failed.values_list("external_key", flat=True))
