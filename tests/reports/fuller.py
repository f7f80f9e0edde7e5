"""Conversations of chance that rules lead on, whose replies others approve, and of which watches find some."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from accounts.actors import INTAKE, rule_actor
from accounts.models import Department, Member
from inbox.actions.draft import write
from inbox.actions.move import move
from inbox.actions.receive import receive
from inbox.actions.review import amend, approve, return_draft
from inbox.actions.submit import submit
from inbox.actions.watch import create
from inbox.models import Message, ReviewStep
from inbox.models.draft import DraftKind
from tests.cast import Cast
from tests.reports.busier import MORE, Busier
from tests.reports.histories import ACTS, RARE

RULE = rule_actor(7, 1)
REFUND = "refund"
"""A reply with this word must be approved twice."""
MOST = ("lead_on", "lead_on", "propose", "propose", "propose", "look", "look", "overhear", "name_both")


class Fuller(Busier):
    """As a busier history, on a network that can be searched and answered."""

    acts = ACTS + RARE + MORE + MOST
    network = "bluesky"

    def __init__(self, number: int, cast: Cast, by: Member, writers: list[Member], author: Member) -> None:
        self.author = author
        departments = [cast.service, cast.marketing, cast.hr]
        super().__init__(number, departments, by, writers)
        self.watches = [
            self._watch(cast, query, self.dice.choice(departments), purpose)
            for query, purpose in (("northline", "brand"), ("southline", "competitor"), ("ferry", "competitor"))
        ]

    def _watch(self, cast: Cast, query: str, department: Department, purpose: str) -> int:
        made = create(self.channel, kind="words", query=query, department=department, purpose=purpose, by=cast.ada)
        return int(made.pk)

    def lead_on(self) -> None:
        """Somebody writes for the first time, and rules move it on at once; now and then twice."""
        self.begin()
        row = Message.objects.get(channel=self.channel, external_id=self.threads[-1]).conversation
        with time_machine.travel(self.now + timedelta(seconds=2), tick=False):
            for _turn in range(self.dice.randrange(1, 3)):
                move(row, to=self.dice.choice(self.departments), by=RULE)

    def propose(self) -> None:
        """A reply is submitted, and looked at later."""
        row = self._one()
        theirs = Message.objects.filter(conversation=row, is_ours=False, removed_at=None, is_listening=False)
        if asked := theirs.order_by("pk").last():
            text = f"We look into number {self.dice.randrange(10**9)}. {self.dice.choice(['', REFUND])}"
            submit(write(row, kind=DraftKind.REPLY, text=text, answers=asked, by=self.author), by=self.author)
            self.look()

    def look(self) -> None:
        """An approver takes up what waits: says yes, changes it, gives it back, or leaves it."""
        waiting = ReviewStep.objects.waiting().filter(draft__conversation__channel=self.channel).order_by("pk")
        if not (steps := list(waiting)):
            return
        draft = self.dice.choice(steps).draft
        self.now += timedelta(seconds=self.dice.randrange(20_000))
        with time_machine.travel(self.now, tick=False):
            how = self.dice.randrange(4)
            if how == 0:
                approve(draft, version=draft.version, by=self.by)
            elif how == 1:
                amend(draft, text=f"{draft.text} Truly.", version=draft.version, by=self.by)
            elif how == 2:
                return_draft(draft, note="Kinder, please.", version=draft.version, by=self.by)

    def overhear(self) -> None:
        """Watches find what was said to nobody of us."""
        found = tuple(self.dice.sample(self.watches, self.dice.randrange(1, 3)))
        receive(self.channel, [self.item(sent_at=self.now, listening=True, watches=found)], by=INTAKE)

    def name_both(self) -> None:
        """Somebody asks us, and a watch finds that too."""
        found = (self.dice.choice(self.watches),)
        made = self.item(sent_at=self.now, watches=found)
        receive(self.channel, [made], by=INTAKE)
        self.threads.append(made.external_id)
