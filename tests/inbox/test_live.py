"""Live updates reach those who may see, and only them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from django.db import connection
from django.test import Client

from accounts.actors import SCHEDULE
from accounts.events import record
from accounts.models import Member, Membership, Role
from inbox.actions.assign import take
from inbox.actions.move import move
from inbox.actions.notify import raise_notice
from inbox.live import MARGIN
from inbox.models.notice import Kind
from tests.cast import Cast, conversation
from tests.running import Running, eventually, running, session_of


@pytest.fixture
def product(transactional_db: None) -> Iterator[Running]:
    with running(workers=False) as product:
        yield product


class Listener:
    """A signed-in browser's stream, read in a thread."""

    def __init__(self, product: Running, session: str, since: float | None = None) -> None:
        self.heard: list[dict[str, object]] = []
        self.status = 0
        self.ended = threading.Event()
        self.client = httpx.Client(cookies={"sessionid": session}, timeout=60)
        address = f"{product.url}/live/" + (f"?since={since:.0f}" if since else "")
        self.thread = threading.Thread(target=self._read, args=(address,), daemon=True)
        self.thread.start()

    def _read(self, address: str) -> None:
        try:
            with self.client.stream("GET", address) as response:
                self.status = response.status_code
                for line in response.iter_lines():
                    if line.startswith("data: "):
                        self.heard.append(json.loads(line[6:]))
        except httpx.HTTPError:
            pass
        self.ended.set()


@contextmanager
def listening(product: Running, *members: Member) -> Iterator[list[Listener]]:
    listeners = [Listener(product, session_of(member)) for member in members]
    eventually(lambda: all(one.status for one in listeners))
    time.sleep(0.5)
    try:
        yield listeners
    finally:
        for one in listeners:
            one.client.close()


def test_an_outsider_hears_nothing_of_what_is_closed(product: Running, cast: Cast) -> None:
    with listening(product, cast.ben, cast.mia, cast.ada) as (ben, mia, ada):
        private = conversation(cast.channel, private=True)
        public = conversation(cast.channel)
        take(private, by=cast.ben)
        eventually(lambda: {"c": public.pk, "v": "message.receive"} in mia.heard)
        eventually(lambda: {"c": private.pk, "v": "conversation.take"} in ben.heard)
        eventually(lambda: {"c": private.pk, "v": "conversation.take"} in ada.heard)
        assert {notice["c"] for notice in mia.heard} == {public.pk}
        assert all(set(notice) == {"c", "v"} for notice in mia.heard)


def test_what_happens_between_a_page_and_its_stream_is_not_missed(product: Running, cast: Cast) -> None:
    nobody_listened = Listener(product, session_of(cast.ben), since=time.time())
    eventually(lambda: nobody_listened.heard == [{"all": True}])
    with listening(product, cast.ben) as (ben,):
        time.sleep(1)  # addresses name whole seconds
        page_made_at = int(time.time()) + MARGIN
        private, public = conversation(cast.channel, private=True), conversation(cast.channel)
        eventually(lambda: {"c": public.pk, "v": "message.receive"} in ben.heard)
        late, outsider = (Listener(product, session_of(who), since=page_made_at) for who in (cast.ben, cast.mia))
        eventually(lambda: late.heard and outsider.heard)
        assert late.heard == ben.heard
        assert {notice["c"] for notice in outsider.heard} == {public.pk}
        assert {notice["c"] for notice in late.heard} == {private.pk, public.pk}
        for one in (nobody_listened, late, outsider):
            one.client.close()


def test_administrators_hear_the_bell_and_others_do_not(product: Running, cast: Cast) -> None:
    with listening(product, cast.ada, cast.ana) as (ada, ana):
        raise_notice(Kind.DISK_FULL, by=SCHEDULE)
        made = conversation(cast.channel)
        eventually(lambda: {"n": "administrators"} in ada.heard)
        eventually(lambda: {"c": made.pk, "v": "message.receive"} in ana.heard)
        assert all("n" not in notice for notice in ana.heard)


def test_what_moves_into_a_closed_department_falls_silent(product: Running, cast: Cast) -> None:
    made = conversation(cast.channel)
    with listening(product, cast.ben, cast.hal) as (ben, hal):
        move(made, to=cast.hr, by=cast.ben)
        eventually(lambda: hal.heard)
        assert ben.heard == []


def test_a_change_of_rights_ends_the_stream(product: Running, cast: Cast) -> None:
    with listening(product, cast.mia) as (mia,):
        given = Membership.objects.create(member=cast.mia, department=cast.hr, role=Role.AGENT)
        record("membership.grant", given, by=cast.ada)
        assert mia.ended.wait(10)


def test_strangers_are_refused_and_servers_that_cannot_stream_say_so(cast: Cast, client: Client) -> None:
    assert client.get("/live/").status_code == 401
    client.force_login(cast.ben)
    assert client.get("/live/").status_code == 204


@pytest.mark.slow
def test_300_signed_in_streams_hold_at_most_5_database_connections(
    transactional_db: None, cast: Cast, record_property: Callable[[str, object], None]
) -> None:
    # The pool has four and LISTEN takes one: a stream that kept its own would starve the rest.
    with running(workers=False, DATABASE_POOL_SIZE="4", PGAPPNAME="streams") as product, ExitStack() as stack:
        cookies, limits = {"sessionid": session_of(cast.ben)}, httpx.Limits(max_connections=None)
        client = stack.enter_context(httpx.Client(cookies=cookies, timeout=60, limits=limits))
        for _ in range(300):
            response = stack.enter_context(client.stream("GET", f"{product.url}/live/"))
            assert response.status_code == 200
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'streams'"
            )
            (held,) = cursor.fetchone()
        record_property("connections", held)
        assert 1 <= held <= 5
        assert client.get(f"{product.url}/inbox/").status_code == 200
