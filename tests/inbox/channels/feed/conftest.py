"""A feed on a server of ours, and the feeds of others when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inbox.channels.base import Item
from inbox.channels.feed import Feed
from tests.inbox.channels.publisher import Page, Place, publisher

IN_CI = os.environ.get("CI") == "true"
DOCUMENTS = Path(__file__).with_name("documents")
ADDRESS = "/feed.xml"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What has to be downloaded is read in CI, and when `-m feeds` asks for it."""
    if IN_CI or "feeds" in (config.option.markexpr or ""):
        return
    left_out = [item for item in items if item.get_closest_marker("feeds")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def place() -> Iterator[Place]:
    """A server with nothing on it yet."""
    with publisher({}) as place:
        yield place


@pytest.fixture
def feed(place: Place) -> Feed:
    """The connector of the feed at /feed.xml of that server."""
    address = place.url + ADDRESS
    return Feed({"feed_url": address, "account_id": address}, {})


@pytest.fixture
def read(place: Place, feed: Feed) -> Callable[..., list[Item]]:
    """Publishes a document and gives its items as a first poll brings them, the oldest first."""

    def read(document: str | bytes, **headers: str) -> list[Item]:
        body = document if isinstance(document, bytes) else (DOCUMENTS / document).read_bytes()
        place.pages[ADDRESS] = Page(body, {name.replace("_", "-"): value for name, value in headers.items()})
        return items(feed, feed.poll({}))

    return read


def items(feed: Feed, page: Any) -> list[Item]:
    """What a page says, understood."""
    found = [thing for raw in page.items for thing in feed.parse(raw.payload)]
    assert all(isinstance(thing, Item) for thing in found)
    return [thing for thing in found if isinstance(thing, Item)]
