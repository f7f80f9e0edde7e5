"""Live updates: one listening database connection a process, fanned out to its browsers."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from accounts.events import LIVE_CHANNEL
from accounts.models import Member
from accounts.permissions import roles_of
from inbox.models import Admission, AskedDepartment
from inbox.presence import GONE, Roster, tab_of

log = logging.getLogger(__name__)

HEARTBEAT = 15.0
"""Seconds between signs of life, so that proxies keep the stream and lost ones are noticed."""

BACKLOG = 200
"""Notices a slow browser may fall behind; beyond it is told to fetch everything."""


KEPT = 500
"""Notices that are kept for browsers whose page is older than their stream."""

MARGIN = 2.0
"""Seconds between what a page has read and the moment that it names."""


@dataclass(eq=False)
class Subscriber:
    """One browser: what it may hear of, and what it has not been told yet."""

    member_id: int
    sees_all: bool
    departments: frozenset[int]
    admitted: frozenset[int]
    tab: str = ""
    since: float | None = None
    """When its page was made, in seconds of the epoch; None for one that misses nothing."""
    at: int = 0
    """The conversation that this browser shows."""
    queue: asyncio.Queue[dict[str, Any]] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def may_hear(self, notice: dict[str, Any]) -> bool:
        """The rule of `visible_to`, asked in memory."""
        return (
            self.sees_all
            or not notice["x"]
            or notice["d"] in self.departments
            or notice["a"] == self.member_id
            or notice["c"] in self.admitted
        )

    def tell(self, notice: dict[str, Any]) -> None:
        """Queue a notice; one too many becomes "fetch everything"."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            notice = {"all": True}
        self.queue.put_nowait(notice)


def scope_of(member: Member, tab: str = "", since: float | None = None) -> Subscriber:
    """What this member may hear of, read once when the stream of a browser tab opens."""
    admitted = Admission.objects.filter(member=member).values_list("conversation_id", flat=True)
    places = frozenset(roles_of(member))
    asked = AskedDepartment.objects.filter(department__in=places, conversation__is_closed=True).order_by()
    return Subscriber(
        member_id=member.pk,
        sees_all=member.is_administrator,
        departments=places,
        admitted=frozenset(admitted.union(asked.values_list("conversation_id", flat=True))),
        tab=tab_of(member, tab) if tab else "",
        since=since,
    )


class Hub:
    """Hears the database and passes each notice to the browsers that may know of it."""

    def __init__(self) -> None:
        self.subscribers: set[Subscriber] = set()
        self.task: asyncio.Task[None] | None = None
        self.roster = Roster()
        self.recent: deque[tuple[float, dict[str, Any]]] = deque(maxlen=KEPT)
        self.whole_since: float | None = None
        """From when on `recent` has everything; None while nothing is heard."""

    async def stream(self, subscriber: Subscriber) -> AsyncIterator[str]:
        """Server-sent events for one browser, until it leaves or its rights change."""
        self.subscribers.add(subscriber)
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._listen())
        self._tell_missed(subscriber)
        try:
            yield "retry: 2000\n\n"
            while True:
                try:
                    notice = await asyncio.wait_for(subscriber.queue.get(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if "r" in notice:
                    return
                yield f"data: {json.dumps(notice, separators=(',', ':'))}\n\n"
        finally:
            self.subscribers.discard(subscriber)
            for place in self.roster.leave(subscriber.tab) if subscriber.tab else ():
                self._show_roster(place)

    def pass_on(self, notice: dict[str, Any]) -> None:
        """Give a notice to those concerned, and keep it for those who are about to come."""
        if "r" in notice:
            for subscriber in self.subscribers:
                if notice["r"] in ("all", subscriber.member_id):
                    subscriber.tell(notice)
            return
        if "p" in notice:
            self._somebody_is_there(notice)
            return
        if len(self.recent) == KEPT:
            self.whole_since = self.recent[1][0]
        self.recent.append((time.time(), notice))
        for subscriber in self.subscribers:
            _tell(subscriber, notice)

    def _tell_missed(self, subscriber: Subscriber) -> None:
        """What was heard between its page and its stream; everything anew where that is not known."""
        if subscriber.since is None or self.whole_since is None:
            return
        if subscriber.since < self.whole_since:
            subscriber.tell({"all": True})
            return
        for heard_at, notice in self.recent:
            if heard_at >= subscriber.since:
                _tell(subscriber, notice)

    def _somebody_is_there(self, told: dict[str, Any]) -> None:
        """A browser shows a conversation, or somebody writes there: those who look at it too are told."""
        left = self.roster.leave(told["t"], stays_at=told["c"])
        self.roster.hear(told)
        for subscriber in self.subscribers:
            if subscriber.tab == told["t"]:
                subscriber.at = told["c"] if told["p"] != GONE else 0
        for place in left:
            self._show_roster(place)
        self._show_roster(told["c"], rights=told)

    def _show_roster(self, place: int, *, rights: dict[str, Any] | None = None) -> None:
        """Tell who is there; `rights` are those of the conversation, asked when somebody has come."""
        for subscriber in self.subscribers:
            if subscriber.at == place and (rights is None or subscriber.may_hear(rights)):
                subscriber.tell({"here": place, "who": self.roster.at(place, besides=subscriber.member_id)})

    async def _listen(self) -> None:
        while self.subscribers:
            try:
                await self._listen_once()
            except psycopg.Error as error:
                log.warning("live updates lost the database: %s", error)
                for subscriber in self.subscribers:
                    subscriber.since = 0.0
                await asyncio.sleep(1)
            finally:
                self.whole_since = None

    async def _listen_once(self) -> None:
        async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as listening:
            await listening.execute(f"LISTEN {LIVE_CHANNEL}")
            self.recent.clear()
            self.whole_since = time.time()
            # Whatever was missed until now is fetched anew.
            for subscriber in self.subscribers:
                self._tell_missed(subscriber)
                subscriber.since = None
            while self.subscribers:
                async for notify in listening.notifies(timeout=HEARTBEAT):
                    with suppress(ValueError, KeyError):
                        self.pass_on(json.loads(notify.payload))


def _tell(subscriber: Subscriber, notice: dict[str, Any]) -> None:
    """One notice to one browser, if it concerns it; who is told learns ids and the verb only."""
    if "n" in notice:
        everyone = notice["n"] == "administrators"
        if subscriber.sees_all if everyone else subscriber.member_id in notice["n"]:
            subscriber.tell(notice if everyone else {"n": "you"})
    elif subscriber.may_hear(notice):
        subscriber.tell({"c": notice["c"], "v": notice["v"]})
    elif subscriber.at == notice["c"]:
        # It has just been closed to whoever looks at it: the page learns so when it asks.
        subscriber.at = 0
        subscriber.tell({"c": notice["c"], "v": "conversation.move"})


def _address() -> str:
    """The direct connection: LISTEN does not pass through a transaction pooler."""
    if settings.LISTEN_DATABASE_URL:
        return str(settings.LISTEN_DATABASE_URL)
    parameters = connection.get_connection_params()
    known = ("host", "port", "user", "password", "dbname", "sslmode")
    return make_conninfo(**{key: value for key, value in parameters.items() if key in known})


hub = Hub()
