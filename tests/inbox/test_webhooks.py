"""The sandbox tells us by itself: an answer of 200 means that it is kept, whatever dies in between."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from inbox import tasks
from inbox.actions.channel import pause, resume
from inbox.models import Channel, Inbound, Message
from tests.cast import Cast, channel
from tests.inbox.channels.publisher import Page, publisher
from tests.running import Running, eventually, running
from tests.sandbox_network.network import Network, Person
from tests.sandbox_network.network import running as sandbox_running

KILLS = 5


@pytest.fixture
def brand(sandbox: Network) -> Person:
    """Our account."""
    return sandbox.brand()


@pytest.fixture
def ours(transactional_db: None, cast: Cast, brand: Person) -> Channel:
    """Its channel, which nobody polls: what arrives has been pushed."""
    made = channel(cast.service, network="sandbox", external_id=brand.id, next_poll_at=None)
    made.credentials = {"token": brand.token}
    made.save()
    return made


def hook(product: Running | LiveServer, place: Channel) -> str:
    """The channel's door."""
    return f"{product.url}/hooks/{place.pk}/"


def here(place: Channel) -> list[str]:
    """What of the network's posts is here, understood."""
    while Inbound.objects.filter(channel=place, processed_at=None).exists():
        tasks.process_channel(place.pk)
    return sorted(Message.objects.filter(channel=place).values_list("external_id", flat=True))


class TestSubscribing:
    """Which addresses the network takes."""

    def test_an_address_that_does_not_know_the_token_is_refused(self, brand: Person) -> None:
        with publisher({"/": Page(b"hello")}) as place, pytest.raises(httpx.HTTPStatusError, match="422"):
            brand.webhook(f"{place.url}/")
        assert brand.http.get("/api/me/webhook", headers={"Authorization": f"Bearer {brand.token}"}).status_code == 404

    def test_an_address_of_this_machine_is_not_called_unless_the_operator_names_it(
        self, own_file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("OUTBOUND_ALLOW")
        with publisher({}) as place, sandbox_running(own_file) as network:
            asker = network.brand()
            headers = {"Authorization": f"Bearer {asker.token}"}
            answer = network.http.put("/api/me/webhook", json={"address": place.url}, headers=headers)
            assert (answer.status_code, place.requests) == (422, [])
            assert "127.0.0.1 is not a public address" in answer.json()["error"]

    def test_the_page_of_the_channel_says_which_address_to_give(self, cast: Cast, ours: Channel) -> None:
        browser = Client()
        browser.force_login(cast.ada)
        assert f"http://testserver/hooks/{ours.pk}/" in browser.get(f"/channels/{ours.pk}/").content.decode()


class TestTelling:
    """What is sent, and how often."""

    def test_a_post_is_here_once_it_was_told_and_nobody_polled(
        self, ours: Channel, brand: Person, sandbox: Network, live_server: LiveServer
    ) -> None:
        brand.webhook(hook(live_server, ours))
        post = sandbox.person().post(f"@{brand.handle} where is the 18:12?")
        eventually(lambda: Inbound.objects.filter(channel=ours, body=None).exists())
        assert here(ours) == [post["id"]]

    def test_what_was_refused_is_told_again(
        self, cast: Cast, ours: Channel, brand: Person, sandbox: Network, live_server: LiveServer
    ) -> None:
        brand.webhook(hook(live_server, ours))
        before = brand.told()["told"]
        pause(ours, by=cast.ada)
        post = sandbox.person().post(f"@{brand.handle} where is the 18:12?")
        eventually(lambda: brand.told()["failures"] >= 2)
        assert (brand.told()["told"], "503" in brand.told()["error"]) == (before, True)
        resume(Channel.objects.get(pk=ours.pk), by=cast.ada)
        eventually(lambda: brand.told()["told"] > before)
        assert here(ours) == [post["id"]]


@pytest.fixture
def product(ours: Channel) -> Iterator[Running]:
    """A web process of its own, which can be killed."""
    with running(workers=False) as started:
        yield started


def is_stuck() -> bool:
    """Whether the web process waits for a lock, in the middle of keeping what it was told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.slow
def test_a_web_process_killed_before_the_commit_has_not_said_200_and_is_told_again(
    ours: Channel, brand: Person, sandbox: Network, product: Running
) -> None:
    brand.webhook(hook(product, ours))
    before = brand.told()
    with transaction.atomic():
        Channel.objects.select_for_update().get(pk=ours.pk)
        post = sandbox.person().post(f"@{brand.handle} where is the 18:12?")
        eventually(is_stuck)
        assert brand.told() == before
        product.kill_web()
        assert not Inbound.objects.exists()
    eventually(lambda: brand.told()["told"] > before["told"], seconds=60)
    assert here(ours) == [post["id"]]


@pytest.mark.slow
def test_whenever_the_web_process_is_killed_all_that_was_told_is_here_once(
    ours: Channel, brand: Person, sandbox: Network, product: Running
) -> None:
    brand.webhook(hook(product, ours))
    mira, chance, source = sandbox.person(), random.Random(7), []
    for _kill in range(KILLS):
        source += [mira.post(f"@{brand.handle} question {number}")["id"] for number in range(20)]
        time.sleep(chance.uniform(0, 0.6))
        product.kill_web()
    eventually(lambda: Inbound.objects.filter(channel=ours, body=None).count() == len(source), seconds=90)
    assert here(ours) == sorted(source)
