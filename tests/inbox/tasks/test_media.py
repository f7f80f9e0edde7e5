"""Fetching what strangers point to: within bounds, and only where we may go."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.actors import INTAKE
from inbox.actions.media import ask_media
from inbox.models import Media
from inbox.models.media import MediaState
from inbox.tasks import fetch_media, sweep_media
from tests.inbox.channels.publisher import Page, Place, publisher
from tests.inbox.paintings import MP4, SVG, picture
from tests.sandbox_network.network import Network

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Iterator[Place]:
    with publisher({}) as place:
        yield place


def fetched(source: str, network: str = "bluesky") -> Media:
    row = ask_media(network, source, by=INTAKE)
    fetch_media(row.pk)
    row.refresh_from_db()
    return row


def test_a_picture_is_kept_whatever_it_claims_to_be(place: Place) -> None:
    place.pages["/1"] = Page(picture(), {"Content-Type": "text/html"})
    row = fetched(f"{place.url}/1")
    assert (row.state, row.media_type, row.is_picture) == (MediaState.KEPT, "image/webp", True)
    fetch_media(row.pk)
    assert len(place.requests) == 1


@pytest.mark.parametrize(
    ("body", "claims", "kind"),
    [(MP4, "text/html", "video/mp4"), (SVG, "image/svg+xml", "application/octet-stream")],
)
def test_anything_else_is_a_file_of_the_kind_it_is(place: Place, body: bytes, claims: str, kind: str) -> None:
    place.pages["/1"] = Page(body, {"Content-Type": claims})
    row = fetched(f"{place.url}/1")
    assert (row.state, row.media_type, row.is_picture) == (MediaState.KEPT, kind, False)


def test_what_is_not_there_too_long_or_broken_counts_as_gone(place: Place, settings: Any) -> None:
    settings.MEDIA_FILE_MB = 1
    place.pages["/broken"] = Page(picture("JPEG", (300, 300))[:900])
    place.pages["/long"] = Page(b"x" * 1_000_001)
    assert fetched(f"{place.url}/none").state == MediaState.FAILED
    assert fetched(f"{place.url}/broken").state == MediaState.FAILED
    row = fetched(f"{place.url}/long")
    assert (row.state, row.tries) == (MediaState.WAITING, 1)


def test_a_server_in_trouble_is_asked_again_by_the_sweep(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.pages["/1"] = Page(b"", status=503)
    row = fetched(f"{place.url}/1")
    assert row.state == MediaState.WAITING
    started: list[int] = []
    monkeypatch.setattr(fetch_media, "delay", started.append)
    sweep_media()
    assert started == []  # not yet
    Media.objects.update(due_at=row.created_at)
    sweep_media()
    assert started == [row.pk]


def test_addresses_inside_our_house_are_never_asked(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTBOUND_ALLOW", "")
    place.pages["/1"] = Page(picture())
    assert fetched(f"{place.url}/1").state == MediaState.FAILED
    assert fetched(f"{place.url}/1", "sandbox").state == MediaState.FAILED
    assert place.requests == []


def test_the_sandbox_beside_us_is_reached_and_only_for_its_own_posts(
    sandbox: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTBOUND_ALLOW", "")
    image = {"data": base64.b64encode(picture()).decode(), "media_type": "image/png", "alt": "A teal field"}
    post = sandbox.person().post("Look", image=image)
    source = post["image"]["url"]
    assert fetched(source, "sandbox").state == MediaState.KEPT
    assert fetched(source, "bluesky").state == MediaState.FAILED
