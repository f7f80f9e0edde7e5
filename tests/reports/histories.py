"""Conversations of chance, made by the product's own acts at times of their own."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from accounts.actors import INTAKE
from accounts.errors import NotPossible
from accounts.models import Department, Member, Role
from inbox.actions.merge import merge
from inbox.actions.move import move
from inbox.actions.receive import receive
from inbox.actions.resolve import reopen, resolve
from inbox.actions.undo import undo
from inbox.channels.base import Author, Item, Removed
from inbox.models import Channel, Conversation, Message
from inbox.models.conversation import Outcome
from tests.cast import channel, item, member

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
ACTS = ("ask", "ask", "ask", "answer", "answer", "answer", "resolve", "resolve", "reopen", "undo")
RARE = ("move", "move", "remove", "remove", "merge", "late")


class History:
    """A channel of its own, with two conversations to begin with."""

    acts: tuple[str, ...] = ACTS + RARE

    def __init__(self, number: int, departments: list[Department], by: Member) -> None:
        self.dice = random.Random(number)
        self.departments, self.by = departments, by
        self.channel: Channel = channel(departments[0], name=f"history {number}")
        self.now = BEGIN + timedelta(seconds=self.dice.randrange(20 * 86400))
        self.threads: list[str] = []
        for _one in range(2):
            self.begin()

    def play(self, acts: int) -> None:
        """So many more acts, each later than the one before."""
        for _act in range(acts):
            self.now += timedelta(seconds=self.dice.choice((40, 900, 5000, 40000)) + self.dice.randrange(60))
            name = self.dice.choice(self.acts)
            with time_machine.travel(self.now, tick=False):
                try:
                    getattr(self, name)()
                except NotPossible:
                    continue

    def begin(self) -> None:
        """Somebody writes for the first time; now and then we do."""
        self.now += timedelta(seconds=self.dice.randrange(7000) + 1)
        with time_machine.travel(self.now, tick=False):
            first = self.item(sent_at=self.now, ours=self.dice.random() < 0.1)
            self.threads.append(first.external_id)
            receive(self.channel, [first], by=INTAKE)

    def item(self, **fields: Any) -> Item:
        """What is said."""
        return item(**fields)

    def ask(self, ago: int = 0) -> None:
        """They write again."""
        self._write(ours=False, sent_at=self.now - timedelta(seconds=ago))

    def late(self) -> None:
        """What they wrote a while ago arrives only now."""
        self.ask(self.dice.randrange(20_000))

    def answer(self) -> None:
        """We answer one of theirs."""
        self._write(ours=True, sent_at=self.now)

    def _write(self, *, ours: bool, sent_at: datetime) -> None:
        root = self.dice.choice(self.threads)
        first = Message.objects.get(channel=self.channel, external_id=root)
        theirs = Message.objects.filter(conversation=first.conversation, is_ours=False)
        other = self.dice.choice([row.external_id for row in theirs.order_by("pk")] or [root])
        values: dict[str, Any] = {"author": Author(f"did:{self.dice.randrange(3)}", "some.example", "Somebody")}
        thread = Message.objects.get(channel=self.channel, external_id=other)
        key = (thread.home or thread.conversation).thread_key
        written = self.item(thread_key=key, parent_external_id=other, ours=ours, sent_at=sent_at, **values)
        receive(self.channel, [written], by=INTAKE)

    def remove(self) -> None:
        """Something is taken down, of theirs or ours, as long as anything stands."""
        rows = Message.objects.filter(channel=self.channel, removed_at=None).order_by("pk")
        if standing := [row.external_id for row in rows]:
            receive(self.channel, [Removed(self.dice.choice(standing), self.now)], by=INTAKE)

    def resolve(self) -> None:
        """Done, in one of four ways."""
        resolve(self._one(), outcome=self.dice.choice(list(Outcome.values)), by=self.by)

    def reopen(self) -> None:
        """By a member."""
        reopen(self._one(), by=self.by)

    def undo(self) -> None:
        """Resolved by mistake, and taken back."""
        done = resolve(self._one(), outcome="answered", by=self.by)
        undo(done, by=self.by)

    def move(self) -> None:
        """To another department."""
        move(self._one(), to=self.dice.choice(self.departments), by=self.by)

    def merge(self) -> None:
        """Two become one."""
        merge(self._one(), into=self._one(), by=self.by)

    def _one(self) -> Conversation:
        rows = Conversation.objects.filter(channel=self.channel, survivor=None).order_by("pk")
        return self.dice.choice(list(rows))


def play(number: int, departments: list[Department], by: Member, acts: int = 12) -> Channel:
    """One history; returns its channel."""
    history = History(number, departments, by)
    history.play(acts)
    return history.channel


def worker(departments: list[Department]) -> Member:
    """Somebody who may do everything everywhere."""
    return member("Will Wright", dict.fromkeys(departments, Role.LEAD))
