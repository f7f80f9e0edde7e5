"""How much room a text takes on a network, and which network a reply leaves by."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from inbox.models import Channel, Conversation, Message
from inbox.presenters.networks import measured, network_label


@dataclass(frozen=True, slots=True)
class Count:
    """How much of the network's room a text takes; `share` is a percentage for the ring."""

    text: str
    share: int
    title: str
    problem: str = ""


def count_of(channel: Channel, text: str) -> Count:
    """The live count, "231 / 300", by the network's own rule."""
    measure = measured(channel, text)
    title = _("Counted as %(network)s counts") % {"network": network_label(channel.network)}
    if measure.limit is None:
        return Count(str(measure.used), 0, title, measure.problem or "")
    share = min(100, round(100 * measure.used / measure.limit)) if measure.limit else 0
    return Count(f"{measure.used} / {measure.limit}", share, title, measure.problem or "")


def counted(channel: Channel, text: str) -> dict[str, Any]:
    """The same for the script of the composer."""
    return asdict(count_of(channel, text))


def place_of(conversation: Conversation, target: Message | None) -> Channel:
    """Where an answer leaves: of merged conversations, the channel of what is being answered."""
    if target is None or target.channel_id == conversation.channel_id:
        return conversation.channel
    return target.channel
