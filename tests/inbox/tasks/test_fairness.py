"""How long a post of a quiet channel is on its way, alone and beside a channel with thousands waiting.

Real web, worker and scheduler. One run measures both, so that the machine is the same:
`uv run pytest -n 0 -m long -s tests/inbox/tasks/test_fairness.py`.
"""

from __future__ import annotations

import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.intake import store_raw
from inbox.channels.base import Raw
from inbox.channels.sandbox.webhook import signature
from inbox.models import Channel, Inbound, Message
from tests.cast import Cast, channel
from tests.running import Running, eventually, running
from tests.sandbox_network.network import Network, Person

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
TOLD, LOOKED_AT = 30, 15
ENOUGH = 3000


@pytest.fixture
def network(sandbox: Network) -> Iterator[Network]:
    """The sandbox, called with patience: it is not what is measured."""
    with httpx.Client(base_url=sandbox.url, timeout=60) as http:
        yield replace(sandbox, http=http)


def test_a_noisy_channel_delays_another_by_less_than_twice(cast: Cast, network: Network) -> None:
    told, looked_at, noisy = network.brand(), network.brand(), network.brand()
    places = {each.id: connected(cast, each) for each in (told, looked_at, noisy)}
    Channel.objects.filter(pk=places[looked_at.id].pk).update(next_poll_at=timezone.now())
    with running(SANDBOX_URL=network.url) as product:
        told.webhook(f"{product.url}/hooks/{places[told.id].pk}/")

        def measured() -> dict[str, list[float]]:
            return {
                "told": [on_its_way(network, told) for _ in range(TOLD)],
                "looked at": [on_its_way(network, looked_at) for _ in range(LOOKED_AT)],
            }

        on_its_way(network, told)
        alone = measured()
        with noise(cast, product, noisy, places[noisy.id]) as heard:
            beside = measured()
            during = heard()
    ratios = {way: statistics.median(beside[way]) / statistics.median(alone[way]) for way in alone}
    for way, ratio in ratios.items():
        sys.stdout.write(f"\n{way}: alone {figures(alone[way])}; beside {figures(beside[way])}; ratio {ratio:.2f}")
    sys.stdout.write(f"\n{during} messages of the noisy channels arrived meanwhile\n")
    assert during > ENOUGH
    assert max(ratios.values()) < 2


def connected(cast: Cast, brand: Person) -> Channel:
    """A channel that nobody polls yet."""
    made = channel(cast.service, network="sandbox", external_id=brand.id, next_poll_at=None)
    made.credentials = {"token": brand.token}
    made.save()
    return made


def on_its_way(network: Network, brand: Person) -> float:
    """Seconds from the moment somebody writes until it is a message here."""
    began = time.monotonic()
    post = network.person().post(f"@{brand.handle} where is the 18:12?")
    while not Message.objects.filter(external_id=post["id"]).exists():
        assert time.monotonic() - began < 120, "It never arrived."
        time.sleep(0.01)
    return time.monotonic() - began


@contextmanager
def noise(cast: Cast, product: Running, brand: Person, told: Channel) -> Iterator[Callable[[], int]]:
    """Thousands of payloads always wait on one channel, and another is told of something without a pause."""
    pushed, ends = channel(cast.service), threading.Event()

    def pour() -> None:
        number = 0
        while not ends.wait(0.2):
            if Inbound.objects.filter(channel=pushed, processed_at=None).count() < ENOUGH:
                fresh = range(number, number + ENOUGH)
                item = {"text": "Where is the 18:12?"}
                received = timezone.now().isoformat()
                raws = [Raw(f"n{n}", {"item": item | {"external_id": f"n{n}"}, "received_at": received}) for n in fresh]
                store_raw(pushed, raws, by=INTAKE)
                number += ENOUGH
        connection.close()

    def tell() -> None:
        address = f"{product.url}/hooks/{told.pk}/"
        number = 0
        with httpx.Client(timeout=60) as http:
            while not ends.is_set():
                number += 1
                body = json.dumps({"notices": [], "n": number}).encode()
                http.post(address, content=body, headers={"X-Sandbox-Signature": signature(brand.token, body)})

    threads = [threading.Thread(target=each) for each in (pour, tell)]
    for thread in threads:
        thread.start()
    try:
        eventually(lambda: Inbound.objects.filter(channel=pushed, processed_at=None).count() >= ENOUGH, seconds=60)
        yield lambda: Message.objects.filter(channel=pushed).count()
    finally:
        ends.set()
        for thread in threads:
            thread.join()


def figures(seconds: list[float]) -> str:
    """Median and slowest."""
    return f"{statistics.median(seconds):.2f} s (at most {max(seconds):.2f})"
