"""Batches of posts from files; the whole way is told in tests/inbox/imports."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actors import SETUP
from accounts.errors import NotAllowed
from accounts.models import Event
from inbox.actions.import_posts import finish_import, import_channel, import_posts
from inbox.actions.intake import store_raw
from inbox.channels.base import Raw
from inbox.connect import connector_for
from inbox.models import Channel, Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROW: dict[str, Any] = {"id": "p1", "text": "Hello", "author": "mira", "created_at": "2026-03-01T08:00:00Z"}


def raw(key: str, **fields: Any) -> Raw:
    """A line of a file."""
    return Raw(key, {"row": {**ROW, "id": key, **fields}, "columns": {}, "thread": key, "file": "f.jsonl", "line": 1})


@pytest.fixture
def channel(cast: Cast) -> Channel:
    """Northline's posts from Twitter."""
    return import_channel("Northline", network="twitter", department=cast.service, by=SETUP)


def test_a_brand_has_one_channel_for_each_network(cast: Cast, channel: Channel) -> None:
    assert import_channel("Northline", network="twitter", department=cast.marketing, by=SETUP) == channel
    assert channel.default_department == cast.service
    other = import_channel("Northline", network="instagram", department=cast.service, by=SETUP)
    assert (other.name, other.pk == channel.pk) == ("Northline", False)


def test_a_batch_arrives_once_and_is_journalled_once(channel: Channel) -> None:
    connector = connector_for(channel)
    assert len(import_posts(channel, [raw("a"), raw("b")], connector, by=SETUP)) == 2
    assert [row.external_key for row in import_posts(channel, [raw("b"), raw("c")], connector, by=SETUP)] == ["c"]
    assert import_posts(channel, [raw("a")], connector, by=SETUP) == []
    assert Message.objects.filter(channel=channel).count() == 3
    told = Event.objects.filter(verb="channel.import").order_by("id").values_list("data", flat=True)
    assert list(told) == [{"posts": 2}, {"posts": 1}]


def test_what_was_only_stored_is_understood_at_the_end(channel: Channel) -> None:
    store_raw(channel, [raw("a")], by=SETUP)
    assert finish_import(channel, connector_for(channel), by=SETUP) == 1
    assert Message.objects.get().external_id == "a"
    assert finish_import(channel, connector_for(channel), by=SETUP) == 0


def test_only_administrators_import(cast: Cast, channel: Channel) -> None:
    for refused in (
        lambda: import_channel("Northline", network="twitter", department=cast.service, by=cast.ana),
        lambda: import_posts(channel, [raw("a")], connector_for(channel), by=cast.ana),
        lambda: finish_import(channel, connector_for(channel), by=cast.ana),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert not Message.objects.exists()
