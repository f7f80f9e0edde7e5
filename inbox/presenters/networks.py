"""What a page says about a network and what its connector can do."""

from __future__ import annotations

from inbox.channels.base import Ability, Connector, Measure
from inbox.channels.registry import connectors
from inbox.models import Channel


def connector_of(network: str) -> type[Connector] | None:
    """The connector; None for a network that is no longer installed."""
    return connectors().get(network)


def network_label(network: str) -> str:
    """The network's name for people."""
    known = connector_of(network)
    return known.label if known else network.replace("_", " ").title()


def can(channel: Channel, ability: Ability) -> bool:
    """Whether the channel's connector declares an ability."""
    known = connector_of(channel.network)
    return known is not None and ability in known.abilities


def measured(channel: Channel, text: str) -> Measure:
    """A text counted by the network's own rule."""
    known = connector_of(channel.network) or Connector
    return known.measure(text, channel.settings)


def account_of(channel: Channel) -> str:
    """Who we are there: the handle with its @, else the channel's name."""
    handle = channel.handle.lstrip("@")
    return f"@{handle}" if handle else channel.name
