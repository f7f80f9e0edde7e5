"""Networks that tell us by themselves: kept before we say yes, and only when they are who they say."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import Event
from inbox import tasks
from inbox.actions.channel import pause
from inbox.actions.intake import run_again
from inbox.models import Channel, Inbound, Message
from tests.cast import Cast, channel
from tests.sandbox_network.network import Network, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(sandbox: Network) -> Person:
    """Our account, about which somebody wrote."""
    made = sandbox.brand()
    sandbox.person().post(f"@{made.handle} where is the 18:12?")
    return made


@pytest.fixture
def ours(cast: Cast, brand: Person) -> Channel:
    """Its channel."""
    made = channel(cast.service, network="sandbox", external_id=brand.id)
    made.credentials = {"token": brand.token}
    made.save()
    return made


def signed(token: str, body: bytes) -> str:
    """As the network writes it."""
    return "sha256=" + hmac.new(token.encode(), body, hashlib.sha256).hexdigest()


def told(place: Channel, body: bytes, signature: str) -> Any:
    """The network's request."""
    headers = {"X-Sandbox-Signature": signature}
    return Client(enforce_csrf_checks=True).post(
        f"/hooks/{place.pk}/", body, content_type="application/json", headers=headers
    )


def notices(brand: Person) -> bytes:
    """What the network has to tell."""
    return json.dumps(brand.notices()).encode()


def test_a_signed_body_is_kept_as_received_and_becomes_a_message(ours: Channel, brand: Person) -> None:
    body = notices(brand)
    assert told(ours, body, signed(brand.token, body)).status_code == 200
    assert bytes(Inbound.objects.get(body__isnull=False).body or b"") == body
    assert Inbound.objects.filter(body=None, processed_at=None).count() == 1
    tasks.process_channel(ours.pk)
    assert Message.objects.get(channel=ours).text == f"@{brand.handle} where is the 18:12?"


def test_the_same_body_twice_and_a_poll_of_the_same_make_one_message(ours: Channel, brand: Person) -> None:
    body = notices(brand)
    for _ in range(2):
        assert told(ours, body, signed(brand.token, body)).status_code == 200
    tasks.process_channel(ours.pk)
    Channel.objects.filter(pk=ours.pk).update(next_poll_at="2026-01-01T00:00Z")
    tasks.poll_channel(ours.pk)
    assert Message.objects.filter(channel=ours).count() == 1
    assert Event.objects.filter(verb="channel.hear").count() == 1


@pytest.mark.parametrize("signature", ["", "sha256=00", "nonsense", "ü"])
def test_a_bad_signature_leaves_nothing_behind(ours: Channel, brand: Person, signature: str) -> None:
    before = Event.objects.count()
    assert told(ours, notices(brand), signature).status_code == 403
    assert not Inbound.objects.exists()
    assert Event.objects.count() == before


def test_a_body_that_was_changed_on_the_way_leaves_nothing_behind(ours: Channel, brand: Person) -> None:
    body = notices(brand)
    assert told(ours, body.replace(b"18:12", b"18:13"), signed(brand.token, body)).status_code == 403
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("body", [b"\xff\x00 no text", b"[1, 2", b'{"notices": 7}', b'{"other": []}'])
def test_a_signed_body_that_can_not_be_read_is_set_aside_byte_for_byte(
    ours: Channel, brand: Person, cast: Cast, body: bytes
) -> None:
    assert told(ours, body, signed(brand.token, body)).status_code == 200
    row = Inbound.objects.get()
    assert (bytes(row.body or b""), row.set_aside_at is not None) == (body, True)
    run_again(row, by=cast.ada)
    tasks.process_channel(ours.pk)
    row.refresh_from_db()
    assert row.set_aside_at is not None
    assert not Message.objects.filter(channel=ours).exists()


def test_the_page_of_the_channel_shows_what_was_not_understood(ours: Channel, brand: Person, cast: Cast) -> None:
    told(ours, b"\xff broken", signed(brand.token, b"\xff broken"))
    browser = Client()
    browser.force_login(cast.ada)
    assert "\\xff broken" in browser.get(f"/channels/{ours.pk}/").content.decode()


def test_a_body_that_runs_again_after_the_cause_was_mended_arrives(ours: Channel, brand: Person, cast: Cast) -> None:
    told(ours, b"half", signed(brand.token, b"half"))
    Inbound.objects.update(body=notices(brand))
    run_again(Inbound.objects.get(), by=cast.ada)
    for _ in range(2):
        tasks.process_channel(ours.pk)
    assert Message.objects.filter(channel=ours).count() == 1


def test_the_address_is_tested_by_whoever_knows_the_token(ours: Channel, brand: Person) -> None:
    address = f"/hooks/{ours.pk}/"
    asked = {"challenge": "abc", "signature": signed(brand.token, b"abc")}
    assert Client().get(address, asked).content == b"abc"
    assert Client().get(address, asked | {"signature": "sha256=00"}).status_code == 404


def test_a_paused_channel_asks_to_be_told_later(ours: Channel, brand: Person, cast: Cast) -> None:
    pause(ours, by=cast.ada)
    body = notices(brand)
    answer = told(ours, body, signed(brand.token, body))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert not Inbound.objects.exists()


def test_too_much_is_refused_unread(ours: Channel, brand: Person) -> None:
    assert told(ours, b" " * (5 * 1024 * 1024 + 1), "").status_code == 413


def test_channels_that_take_no_webhooks_have_no_such_door(cast: Cast) -> None:
    assert told(cast.channel, b"{}", "").status_code == 404
    assert Client().get("/hooks/99999/").status_code == 404
