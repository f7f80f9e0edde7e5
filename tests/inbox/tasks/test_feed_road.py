"""A feed from its address to the list: articles stand there, and wait for nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Event
from inbox import tasks
from inbox.channels.base import Ability
from inbox.channels.registry import connectors
from inbox.models import Attempt, Channel, Conversation, Message
from tests.cast import Cast
from tests.inbox.channels.feed.conftest import DOCUMENTS
from tests.inbox.channels.publisher import Page, Place, publisher

pytestmark = pytest.mark.django_db
INSIDE = ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]", "127.1")


@pytest.fixture
def place() -> Iterator[Place]:
    with publisher({"/feed.xml": Page((DOCUMENTS / "rss2.xml").read_bytes())}) as place:
        yield place


@pytest.fixture
def connected(cast: Cast, place: Place, client: Client) -> Channel:
    """The feed, connected by Ada through the form."""
    connect(client, cast, feed_url=f"{place.url}/feed.xml")
    return Channel.objects.get(network="feed")


def connect(client: Client, cast: Cast, *, network: str = "feed", **fields: str) -> Attempt:
    """Fill in a network's form and wait for its answer."""
    client.force_login(cast.ada)
    sent = client.post(f"/channels/connect/{network}/", {"default_department": cast.marketing.pk, **fields})
    assert sent.status_code == 302, sent.content
    attempt = Attempt.objects.latest("pk")
    tasks.test_connection(attempt.pk)
    attempt.refresh_from_db()
    return attempt


def poll(channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(next_poll_at=timezone.now(), lease_until=None)
    tasks.poll_channel(channel.pk)
    channel.refresh_from_db()


def test_the_channel_takes_the_feeds_own_name(connected: Channel, place: Place) -> None:
    assert (connected.name, connected.url) == ("Passenger Voice", "https://passengers.example/")
    assert connected.external_id == f"{place.url}/feed.xml"


def test_each_article_is_a_conversation_that_waits_for_nobody(connected: Channel) -> None:
    poll(connected)
    rows = list(Conversation.objects.filter(channel=connected).order_by("opened_at"))
    assert [row.preview.split()[0] for row in rows] == ["Tickets", "Night"]
    assert {(row.status, row.waiting_since) for row in rows} == {("pending", None)}
    assert rows[1].last_incoming_at is not None
    assert not Event.objects.filter(verb="conversation.reopen").exists()
    heard = Event.objects.filter(verb="message.receive")
    assert {event.data["listening"] for event in heard} == {True}


def test_an_article_that_changes_is_edited_and_still_waits_for_nobody(connected: Channel, place: Place) -> None:
    poll(connected)
    page = place.pages["/feed.xml"]
    place.pages["/feed.xml"] = Page(page.body.replace(b"Only today", b"Only tomorrow"))
    poll(connected)
    changed = Message.objects.get(channel=connected, text__contains="tomorrow")
    assert changed.edited_at is not None
    assert changed.conversation.waiting_since is None
    assert Message.objects.filter(channel=connected).count() == 2


def test_the_next_look_comes_when_the_feed_wants_it(connected: Channel) -> None:
    before = timezone.now()
    poll(connected)
    assert connected.next_poll_at is not None
    assert 1750 < (connected.next_poll_at - before).total_seconds() < 1860


def test_a_member_reads_it_and_is_offered_no_reply(connected: Channel, cast: Cast, client: Client) -> None:
    poll(connected)
    client.force_login(cast.mia)
    row = Conversation.objects.get(channel=connected, preview__startswith="Night")
    shown = client.get(f"/inbox/{row.pk}/").content.decode()
    assert "Northline runs" in shown
    assert 'href="https://passengers.example/timetable"' in shown
    assert "alert(1)" not in shown


def test_a_feed_that_goes_away_is_told_and_comes_back(connected: Channel, place: Place) -> None:
    page = place.pages.pop("/feed.xml")
    poll(connected)
    assert (connected.failures, connected.last_error) == (1, "There is nothing at this address.")
    place.pages["/feed.xml"] = page
    poll(connected)
    assert connected.failures == 0
    assert Message.objects.filter(channel=connected).count() == 2


def address_fields() -> list[tuple[str, str]]:
    """Every field of every form into which an address of a server is typed."""
    return [
        (network, field.name)
        for network, kind in connectors().items()
        for field in kind.settings_fields
        if field.name.endswith("_url")
    ]


@pytest.mark.parametrize("asked", address_fields(), ids=".".join)
def test_no_form_leads_into_our_own_network(
    cast: Cast, client: Client, place: Place, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, str]
) -> None:
    monkeypatch.delenv("OUTBOUND_ALLOW")
    network, field = asked
    fields = {each.name: "something" for each in connectors()[network].settings_fields}
    port = place.url.rsplit(":", 1)[1]
    for host in INSIDE:
        fields[field] = f"http://{host}:{port}/feed.xml"
        assert connect(client, cast, network=network, **fields).state == "refused", host
    assert place.requests == []
    assert not Channel.objects.filter(network=network).exists()


def test_the_forms_that_take_addresses_are_known() -> None:
    assert {"feed", "sandbox", "bluesky"} <= {network for network, _field in address_fields()}
    assert Ability.REPLY not in connectors()["feed"].abilities
