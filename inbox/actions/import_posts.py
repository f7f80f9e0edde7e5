"""Posts from files: their channel, and each batch on its way in."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.actors import Actor
from accounts.events import record
from accounts.models import Department
from accounts.permissions import require
from inbox.actions.channel import connect
from inbox.actions.intake import store_raw
from inbox.actions.understand import process
from inbox.channels.base import Account, Connector, Raw
from inbox.models import Channel, Inbound

NETWORK = "import"


def import_channel(brand: str, *, network: str, department: Department, by: Actor) -> Channel:
    """The channel on which a brand's posts from files stand; made when it isn't there yet."""
    key = f"{network}:{brand}"
    found = Channel.objects.filter(network=NETWORK, external_id=key).first()
    if found is not None:
        require(by, "channel.import", found)
        return found
    return connect(
        Account(key, brand, brand),
        network=NETWORK,
        name=brand,
        settings={"network": network},
        credentials={},
        default_department=department,
        by=by,
    )


def import_posts(channel: Channel, raws: Sequence[Raw], connector: Connector, *, by: Actor) -> list[Inbound]:
    """Store and understand a batch; returns the rows that are new. Known ones change nothing."""
    require(by, "channel.import", channel)
    rows = store_raw(channel, raws, by=by)
    if rows:
        record("channel.import", channel, by=by, posts=len(rows))
        process(rows, connector, by=by)
    return rows


def finish_import(channel: Channel, connector: Connector, *, by: Actor) -> int:
    """Understand what an import that was ended half-way had only stored; returns how many."""
    require(by, "channel.import", channel)
    rows = Inbound.objects.filter(channel=channel, processed_at=None, set_aside_at=None)
    return process(list(rows.select_related("channel").order_by("pk")), connector, by=by)
