"""The play itself: six brands, one for each way networks treat keys, and customers who ask each of them."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from accounts.actors import SETUP
from accounts.models import Department, Member, Membership, Role
from inbox import tasks
from inbox.actions.channel import connect
from inbox.models import Channel, Conversation, Delivery
from inbox.models.delivery import LOOK_UP_WAITS, WAITING
from tests.sandbox_network.network import Network, running
from tests.torture.agent import Agent, patiently
from tests.torture.chaos import Chaos
from tests.torture.control import Control
from tests.torture.stage import Stage, stage
from tests.torture.verdict import BEHAVIOURS, KEYED, verdict

SETTLE = 600.0
"""Seconds after the last fault within which all must be settled."""

SECOND = 0.15
"""How many of the replies are a second one to the same question, which must not overtake the first."""


def main(replies: int, seed: int, seconds: float, kills: int, *, whole: bool) -> None:
    """Set the stage, torture, settle; the verdict as one line of JSON."""
    base = Path(os.environ["LIAISON_DATA_DIR"])
    with stage(base) as made, running(base / "network.sqlite3") as network:
        os.environ["SANDBOX_URL"] = network.url
        result = Play(made, network, seed, replies).run(seconds, kills, whole=whole)
        sys.stdout.write(json.dumps(result) + "\n")


class Play:
    """One run; everything random comes from one seed."""

    def __init__(self, stage: Stage, network: Network, seed: int, replies: int) -> None:
        self.stage, self.network, self.seed, self.replies = stage, network, seed, replies
        self.dice = random.Random(seed)
        self.control = Control(network.url)
        self.behaviour: dict[int, str] = {}
        self.accounts: list[str] = []
        self.account_of: dict[int, str] = {}
        self._struck, self._asked_at = Counter[str](), 0.0
        self.questions = round(replies * (1 - SECOND))

    def run(self, seconds: float, kills: int, *, whole: bool) -> dict[str, Any]:
        """Questions in, replies out under fire, then quiet, then the verdict."""
        began = time.monotonic()
        self.set_up()
        self.stage.open_nursery()
        self.agent = Agent(self.member, self.stage)
        chaos = self.chaos = Chaos(self.stage, self.control, self.accounts, self.dice)
        under_fire = time.monotonic()
        chaos.begin()
        self.torture(chaos, seconds, kills)
        chaos.end()
        quiet, since = time.monotonic(), timezone.now()
        self.settle(since, whole=whole)
        settled = time.monotonic() - quiet
        return {
            **verdict(self.rows(), self.accepted(), self.agent.unkept()),
            "seed": self.seed,
            "replies": self.replies,
            "kills": self.kills(),
            "blows": self.blows(),
            "network_faults": self.hits(),
            "attempts": sum(row["attempts"] for row in self.rows()),
            "set_up": round(under_fire - began, 1),
            "under_fire": round(quiet - under_fire, 1),
            "settled_after": round(settled, 1),
            "seconds": round(time.monotonic() - began, 1),
        }

    def set_up(self) -> None:
        """Schema, one department, one agent, six brands and everybody's question."""
        call_command("migrate", verbosity=0)
        service = Department.objects.create(name="Customer Service", code="CS", slug="customer-service")
        self.member = Member.objects.create(email="ben@northline.example", name="Ben", undo_seconds=0)
        Membership.objects.create(member=self.member, department=service, role=Role.AGENT)
        for behaviour in BEHAVIOURS:
            self.connect(behaviour, service)
        end = time.monotonic() + 120
        while Conversation.objects.count() < self.questions and time.monotonic() < end:
            Channel.objects.update(next_poll_at=timezone.now(), lease_until=None)
            for channel in Channel.objects.all():
                tasks.poll_channel(channel.pk)
        for channel in Channel.objects.exclude(last_error=""):
            raise RuntimeError(f"{channel}: {channel.last_error}")
        if Conversation.objects.count() < self.questions:
            raise RuntimeError("Not every question arrived.")

    def connect(self, behaviour: str, service: Department) -> None:
        """A brand whose network treats keys in this way, with its share of questions."""
        brand, customer = self.network.brand(key_behaviour=behaviour), self.network.person()
        settings = {"key_behaviour": behaviour}
        channel = connect(
            brand.connector(**settings).connect(),
            network="sandbox",
            name=behaviour,
            settings=settings,
            credentials={"token": brand.token},
            default_department=service,
            by=SETUP,
        )
        self.behaviour[channel.pk] = behaviour
        self.accounts.append(brand.id)
        for number in range(-(-self.questions // len(BEHAVIOURS))):
            customer.post(f"@{brand.handle} question {number}")

    def script(self) -> list[tuple[int, str]]:
        """Which conversation gets which replies, in the order in which they are submitted."""
        asked = list(Conversation.objects.order_by("pk").values_list("pk", flat=True))[: self.questions]
        again = self.dice.sample(asked, self.replies - len(asked))
        self.account_of = dict(Conversation.objects.values_list("pk", "channel__external_id"))
        acts = [(pk, 1) for pk in asked]
        self.dice.shuffle(acts)
        for pk in again:
            first = acts.index((pk, 1))
            acts.insert(first + self.dice.randint(1, 4), (pk, 2))
        return [(pk, f"Reply {pk}.{number}") for pk, number in acts]

    def torture(self, chaos: Chaos, seconds: float, kills: int) -> None:
        """Submit replies at random moments while processes die and the network misbehaves."""
        script = self.script()[::-1]
        began = time.monotonic()
        struck, total = 0, len(script)
        while script or time.monotonic() < began + seconds or self.kills() < kills:
            passed = (time.monotonic() - began) / seconds
            if script and total - len(script) < total * passed:
                chaos.lie_in_wait(self.account_of[script[-1][0]])
                if self.submit(*script[-1]):
                    script.pop()
            if struck < kills * passed:
                chaos.strike()
                struck += 1
            self.stage.revive()
            time.sleep(self.dice.uniform(0.01, 0.05))

    def submit(self, pk: int, text: str) -> bool:
        """Press *Send*; now and then the web process dies meanwhile."""
        if self.dice.random() < 0.05:
            return self.agent.reply_while_killed(pk, text, self.dice)
        return self.agent.reply(pk, text)

    def settle(self, since: Any, *, whole: bool) -> None:
        """Wait until everything is known or waits for a person.

        Without `whole` a reply without a key is not waited for until people are asked, but only
        until it was looked for three times and once after the last fault.
        """
        end = time.monotonic() + SETTLE
        while time.monotonic() < end:
            self.stage.revive()
            if not patiently(lambda: self.open(since, whole=whole)):
                return
            time.sleep(0.5)

    def open(self, since: Any, *, whole: bool) -> bool:
        """Whether anything is still to happen by itself."""
        keyed = [channel for channel, behaviour in self.behaviour.items() if behaviour in KEYED]
        looked = Q(look_ups__gte=len(LOOK_UP_WAITS)) if whole else Q(look_ups__gte=3)
        if Delivery.objects.leaving().exists() or Delivery.objects.filter(state="sending").exists():
            return True
        if any(Delivery.objects.filter(state__in=WAITING).exclude(pk__in=self.blocked())):
            return True
        uncertain = list(Delivery.objects.filter(state="uncertain").filter(~looked | Q(channel__in=keyed)))
        if whole or uncertain:
            return bool(uncertain)
        waits = (*LOOK_UP_WAITS, LOOK_UP_WAITS[-1])
        rows = Delivery.objects.filter(state="uncertain")
        return any((row.not_before - since).total_seconds() < waits[min(row.look_ups, 5)] for row in rows)

    def blocked(self) -> list[int]:
        """Replies that wait behind one that a person must decide about."""
        waiting = Delivery.objects.filter(state__in=WAITING)
        doubtful = {(row.conversation_id, row.pk) for row in Delivery.objects.filter(state="uncertain")}
        return [row.pk for row in waiting if any(c == row.conversation_id and pk < row.pk for c, pk in doubtful)]

    def rows(self) -> list[dict[str, Any]]:
        """What we believe."""
        fields = ("pk", "text", "state", "error", "channel_id", "conversation_id", "attempts", "look_ups")
        rows = patiently(lambda: list(Delivery.objects.values(*fields)))
        blocked = set(patiently(self.blocked))
        return [
            {**row, "behaviour": self.behaviour[row["channel_id"]], "is_blocked": row["pk"] in blocked} for row in rows
        ]

    def accepted(self) -> list[dict[str, Any]]:
        """What the network took."""
        entries: list[dict[str, Any]] = self.control.ask("GET", "/accepted")["accepted"]
        return entries

    def blows(self) -> dict[str, int]:
        """What was killed, stopped and flushed, by kind; asked of the network once a second."""
        if time.monotonic() > self._asked_at + 1:
            self._struck, self._asked_at = self.chaos.struck(), time.monotonic()
        return dict(self.stage.blows + self._struck)

    def kills(self) -> int:
        """How many processes did not survive it."""
        return sum(times for kind, times in self.blows().items() if "stopped" not in kind and "flushed" not in kind)

    def hits(self) -> dict[str, int]:
        """Faults of the network by kind."""
        return dict(Counter(hit["kind"] for hit in self.control.ask("GET", "/faults")["hits"]))
