"""Workers are killed while posts pour in, and not one is lost or doubled.

Real worker processes, scheduler, broker and PostgreSQL, and the sandbox as a process of its own.
"""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from accounts.models import Event
from config import processes, startup
from config.processes import Child
from inbox.actions.channel import connect
from inbox.models import Channel, Inbound, Message
from tests.cast import Cast
from tests.running import eventually, patched, running
from tests.sandbox_network.network import Network, Person
from tests.sandbox_network.network import running as sandbox_running

LEASE = 5
CHANNELS = 5
SETTLED_WITHIN = 120


class Workers:
    """Two workers, and a scheduler that finds what the killed ones left."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        with patched(environment):
            self.beat = startup.start_beat()
            self.running = [startup.start_worker() for _ in range(2)]

    def kill(self, victim: int) -> None:
        """End one as the kernel would, and start another."""
        self.running[victim].process.send_signal(signal.SIGKILL)
        self.running[victim].process.wait()
        with patched(self.environment):
            self.running[victim] = startup.start_worker()

    def stop(self) -> None:
        children: list[Child] = [self.beat, *self.running]
        processes.stop(children, within=8)


@contextmanager
def at_work(network: Network) -> Iterator[Workers]:
    """The product's processes, speaking to that network."""
    with running(workers=False, TURN_LEASE=str(LEASE), SANDBOX_URL=network.url) as product:
        workers = Workers(product.environment)
        try:
            yield workers
        finally:
            workers.stop()


def channel_of(cast: Cast, brand: Person) -> Channel:
    """A brand's account, connected."""
    return connect(
        brand.connector(service_url=brand.http.base_url).connect(),
        network="sandbox",
        name="Northline",
        settings={},
        credentials={"token": brand.token},
        default_department=cast.service,
        by=cast.ada,
    )


def arrived() -> set[tuple[int, str]]:
    """Channel and id of every message."""
    return set(Message.objects.values_list("channel_id", "external_id"))


@pytest.mark.parametrize(
    ("posts", "kills"),
    [
        pytest.param(2_000, 10, marks=pytest.mark.slow),
        pytest.param(20_000, 100, marks=pytest.mark.torture),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_stands_on_the_network_stands_here_once(cast: Cast, own_file: Path, posts: int, kills: int) -> None:
    chance = random.Random(posts)
    with sandbox_running(own_file) as network, httpx.Client(base_url=network.url, timeout=60) as patient:
        brands = [network.brand(f"Brand{n}") for n in range(CHANNELS)]
        channels = [channel_of(cast, brand) for brand in brands]
        mira, source = replace(network.person(), http=patient), set[tuple[int, str]]()
        with at_work(network) as workers:
            for _ in range(kills):
                before = Message.objects.count()
                for number in range(posts // kills):
                    place = number % CHANNELS
                    post = mira.post(f"@{brands[place].handle} question {number}")
                    source.add((channels[place].pk, post["id"]))
                some = chance.randint(1, posts // kills // 2)
                eventually(lambda: Message.objects.count() >= before + some, seconds=SETTLED_WITHIN)  # noqa: B023
                workers.kill(chance.randrange(2))
            eventually(lambda: Message.objects.count() >= len(source), seconds=SETTLED_WITHIN, what=_left(source))
            eventually(lambda: not Inbound.objects.filter(processed_at=None).exists(), seconds=SETTLED_WITHIN)
    assert arrived() == source
    assert Event.objects.filter(verb="message.receive").count() == posts
    assert not Inbound.objects.exclude(set_aside_at=None).exists()


def _left(source: set[Any]) -> str:
    return f"Not all of the {len(source)} posts arrived."
