"""What Northline's people did with the conversations, through the same acts as in the inbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from random import Random
from typing import Any

from accounts.models import Member
from inbox.actions.assign import take
from inbox.actions.label import label
from inbox.actions.move import move
from inbox.actions.note import add_note
from inbox.actions.resolve import resolve, snooze
from inbox.demo.asked import Talks
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.demo.intake import CHANNELS
from inbox.demo.story import Exchange
from inbox.models import Conversation

DESKS_OF_FIRST_LINE = ("Ana", "Ben", "Leila")
SNOOZED = 8
DEFAULT_DEPARTMENT = {handle: department for handle, department, _closed in CHANNELS}


@dataclass(frozen=True, slots=True)
class Step:
    """One act at its time."""

    at: datetime
    act: Callable[[], Any]


class Day:
    """Plans the acts on every conversation, and plays them in the order of time."""

    def __init__(self, company: Company, random: Random, now: datetime, exchanges: Sequence[Exchange]) -> None:
        self.company = company
        self.random = random
        self.now = now
        self.talks = Talks(company, exchanges)
        self.steps: list[Step] = []
        self.snoozed = 0

    def plan(self, exchange: Exchange, conversation: Conversation) -> None:
        """Who moved, took, labelled, noted and finished it, and when."""
        asked = (Step(*step) for step in self.talks.steps(exchange, conversation))
        steps = [*self._triage(exchange, conversation), *asked, *self._end(exchange, conversation)]
        # What lies in the future has not happened, nor has anything that would follow it.
        self.steps += takewhile(lambda step: step.at < self.now, steps)

    def play(self) -> None:
        """Do it all, the oldest act first."""
        for step in sorted(self.steps, key=lambda step: step.at):
            with at(step.at):
                step.act()

    def _triage(self, exchange: Exchange, conversation: Conversation) -> Iterator[Step]:
        script, began = exchange.script, exchange.began
        member = self.company.members[exchange.desk]
        answered = next((said.at for said in exchange.said if said.author is None), self.now)
        seconds = (answered - began).total_seconds()
        moment = began + timedelta(seconds=min(seconds * self.random.uniform(0.2, 0.6), 600))
        if script.department != DEFAULT_DEPARTMENT[script.brand]:
            first = self.company.members[self.random.choice(DESKS_OF_FIRST_LINE)]
            to = self.company.departments[script.department]
            yield Step(moment, partial(move, conversation, to=to, by=first))
        moment += timedelta(seconds=20)
        if self.random.random() < 0.5:
            yield Step(moment, partial(take, conversation, by=member))
        if script.labels and self.random.random() < 0.4:
            name = self.random.choice(script.labels)
            yield Step(moment, partial(label, conversation, name=name, by=member))
        if script.notes and self.random.random() < (0.6 if exchange.waits else 0.35):
            text = self.random.choice(script.notes)
            later = moment + timedelta(minutes=2)
            yield Step(later, partial(_note, conversation, text=text, by=member))

    def _end(self, exchange: Exchange, conversation: Conversation) -> Iterator[Step]:
        member = self.company.members[exchange.desk]
        moment = exchange.last.at + timedelta(minutes=self.random.randrange(14, 50))
        age = self.now - exchange.last.at
        if exchange.waits:
            if age > timedelta(hours=5) and self.snoozed < SNOOZED:
                self.snoozed += 1
                until = self._next_morning()
                yield Step(moment, partial(snooze, conversation, until=until, by=member))
            return
        ours_last = exchange.last.author is None
        resting = 0.5 if age < timedelta(days=2) else 0.07
        if ours_last and self.random.random() < resting:
            return
        outcome = exchange.script.outcome
        if outcome == "answered" and not any(said.author is None for said in exchange.said):
            outcome = "no_reply_needed"
        yield Step(moment, partial(resolve, conversation, outcome=outcome, by=member))

    def _next_morning(self) -> datetime:
        """Nine o'clock, one to four days from now."""
        day = self.now + timedelta(days=self.random.randrange(1, 5))
        return day.replace(hour=9, minute=0, second=0, microsecond=0)


def _note(conversation: Conversation, *, text: str, by: Member) -> None:
    """Add a note where the conversation is by now."""
    now_there = Conversation.objects.select_related("department", "channel").get(pk=conversation.pk)
    add_note(now_there, text=text, by=by)
