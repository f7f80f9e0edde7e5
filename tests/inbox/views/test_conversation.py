"""A conversation's page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_it_shows_what_was_said_and_who_holds_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    made = conversation(cast.channel, "Where is my umbrella?")
    page = client.get(reverse("inbox:conversation", args=[made.pk])).content.decode()
    assert "Where is my umbrella?" in page
    assert "Customer Service holds it" in page
