"""Conversations of chance that have more to them: posts, tones, requests between departments, ratings, writers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from accounts.actors import INTAKE, OUTSIDE
from accounts.models import Department, Member
from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.decline import decline
from inbox.actions.prioritise import prioritise
from inbox.actions.receive import receive
from inbox.actions.resolve import resolve
from inbox.channels.base import Author, Figures, Item
from inbox.models import Escalation, Message, Post
from inbox.models.escalation import EscalationState
from reports.actions.rate import give
from tests.cast import item
from tests.inbox.requests import asked, offered
from tests.reports.histories import ACTS, RARE, History

ANGRY = "This is terrible, awful and I hate it."
GLAD = "This is wonderful, thank you, I love it."
ASKS = "When does the next train to the coast leave?"
SOUNDS = {ANGRY: ("negative", False), GLAD: ("positive", False), ASKS: ("neutral", True)}
SOUNDS[ANGRY + " Why?"] = ("negative", True)
"""How each text sounds, and whether it asks something: known before anything reads it."""
MORE = (
    "complain",
    "complain",
    "complain",
    "comment",
    "comment",
    "publish",
    "liked",
    "urgent",
    "request",
    "request",
    "hand",
    "take",
    "refuse",
    "tell",
    "rate",
)


class Busier(History):
    """As a history, over six weeks, so that months end in it."""

    acts = ACTS + RARE + MORE

    def __init__(self, number: int, departments: list[Department], by: Member, writers: list[Member]) -> None:
        self.writers = writers
        super().__init__(number, departments, by)
        self.now += timedelta(days=self.dice.randrange(30))
        self.publish()

    def _write(self, *, ours: bool, **fields: Any) -> None:
        known = set(Message.objects.filter(channel=self.channel).values_list("pk", flat=True))
        super()._write(ours=ours, **fields)
        new = Message.objects.filter(channel=self.channel).exclude(pk__in=known)
        if ours:
            new.update(member=self.dice.choice([*self.writers, None]))

    def item(self, **fields: Any) -> Item:
        """Words of chance, by one of nine people."""
        number = self.dice.randrange(9)
        author = Author(f"did:{number}", f"some{number}.example", f"Somebody {number}", followers=number * 100)
        return item(self.dice.choice(list(SOUNDS)), **fields | {"author": author})

    def complain(self) -> None:
        """Somebody complains, is answered, writes again, and now and then it is resolved and rated."""
        anybody = self.item().author
        first = item(ANGRY, author=anybody, sent_at=self.now)
        later = self.now + timedelta(minutes=30)
        thread = {"thread_key": first.thread_key, "parent_external_id": first.external_id}
        reply = item(GLAD, ours=True, sent_at=self.now + timedelta(minutes=9), **thread)
        again = item(self.dice.choice(list(SOUNDS)), author=first.author, sent_at=later, **thread)
        last = item(GLAD, ours=True, sent_at=later + timedelta(minutes=2), **thread)
        self.now = later + timedelta(hours=1)
        self.threads.append(first.external_id)
        with time_machine.travel(self.now, tick=False):
            receive(self.channel, [first, reply, again, last][: self.dice.randrange(2, 5)], by=INTAKE)
            row = Message.objects.get(channel=self.channel, external_id=first.external_id).conversation
            prioritise(row, priority=self.dice.randrange(2, 5), by=self.by)
            if self.dice.random() < 0.6:
                give(resolve(row, outcome="answered", by=self.by), score=self.dice.randrange(1, 6), by=OUTSIDE)

    def publish(self) -> None:
        """A post of our own."""
        receive(self.channel, [item(GLAD, thread_key=None, ours=True, sent_at=self.now)], by=INTAKE)

    def comment(self) -> None:
        """Somebody comments on one of our posts."""
        post = self.dice.choice(list(Post.objects.filter(channel=self.channel).order_by("pk")))
        key = {"parent_external_id": post.external_id, "post_external_id": post.external_id}
        made = self.item(sent_at=self.now, **key)
        receive(self.channel, [made], by=INTAKE)
        self.threads.append(made.external_id)

    def liked(self) -> None:
        """A network counts again."""
        post = self.dice.choice(list(Post.objects.filter(channel=self.channel).order_by("pk")))
        counts = [self.dice.randrange(20) for _one in range(4)]
        receive(self.channel, [Figures(post.external_id, self.now, *counts)], by=INTAKE)

    def urgent(self) -> None:
        """Somebody gives it a priority."""
        prioritise(self._one(), priority=self.dice.randrange(1, 5), by=self.by)

    def request(self) -> None:
        """Another department is asked."""
        asked(self._one(), self.dice.choice(self.departments), self.by)

    def hand(self) -> None:
        """It is offered to another department."""
        offered(self._one(), self.dice.choice(self.departments), self.by)

    def take(self) -> None:
        """A request is accepted."""
        accept(self._request(), by=self.by)

    def refuse(self) -> None:
        """A request is declined."""
        decline(self._request(), reason="Not ours.", by=self.by)

    def tell(self) -> None:
        """A request is answered."""
        answer(self._request(), text="On Saturday.", by=self.by)

    def rate(self) -> None:
        """Somebody outside says how it went."""
        give(self._one(), score=self.dice.randrange(1, 6), by=OUTSIDE)

    def _request(self) -> Escalation:
        rows = Escalation.objects.filter(conversation__channel=self.channel, state=EscalationState.REQUESTED).order_by(
            "pk"
        )
        return self.dice.choice(list(rows) or [asked(self._one(), self.departments[1], self.by)])
