"""What the tests of pages share."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.fixture
def console(cast: Cast, client: Client) -> Client:
    """A browser in which Ada, who administers, is signed in."""
    client.force_login(cast.ada)
    return client
