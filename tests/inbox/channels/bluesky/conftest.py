"""Our account and a customer, both new, on a real network."""

from __future__ import annotations

import pytest

from tests.bluesky_network.network import Network
from tests.bluesky_network.people import Person
from tests.inbox.channels.bluesky.brand import Brand


@pytest.fixture
def brand(bluesky_network: Network) -> Brand:
    person = bluesky_network.newcomer("brand")
    return Brand(bluesky_network, person, person.app_password("liaison"))


@pytest.fixture
def customer(bluesky_network: Network) -> Person:
    return bluesky_network.newcomer("customer")
