"""The play itself: six brands, one for each way networks treat keys, and a customer who asks each of them."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from django.core.management import call_command
from django.db import Error, connections
from django.db.models import Q
from django.utils import timezone

from accounts.actors import SETUP
from accounts.models import Department, Member, Membership, Role
from inbox import tasks
from inbox.actions.channel import connect
from inbox.actions.deliver import queue
from inbox.actions.draft import write
from inbox.models import Channel, Conversation, Delivery
from inbox.models.delivery import LOOK_UP_WAITS
from tests.sandbox_network.network import Network, running
from tests.torture.stage import Stage, add_workers, stage, strike
from tests.torture.verdict import BEHAVIOURS, verdict

SETTLE = 600.0
"""Seconds after the last fault within which all must be settled."""

CHANCES = {
    "reset": 0.05,
    "status": 0.06,
    "truncate": 0.03,
    "hang": 0.01,
    "rate_limit": 0.03,
    "kill_peer": 0.06,
    "delay": 0.02,
}
OPTIONS = {"hang": {"seconds": 25}, "delay": {"seconds": 1}, "rate_limit": {"after": 2}}


def main(replies: int, seed: int, seconds: float) -> None:
    """Set the stage, torture, settle; the verdict as one line of JSON."""
    base = Path(os.environ["LIAISON_DATA_DIR"])
    with stage(base) as made, running(base / "network.sqlite3") as network:
        os.environ["SANDBOX_URL"] = network.url
        result = Play(made, network, random.Random(seed), replies).run(seconds)
        sys.stdout.write(json.dumps(result) + "\n")


class Play:
    """One run; everything random comes from one seed."""

    def __init__(self, stage: Stage, network: Network, dice: random.Random, replies: int) -> None:
        self.stage, self.network, self.dice, self.replies = stage, network, dice, replies
        self.control = httpx.Client(base_url=f"{network.url}/api", timeout=30)
        self.behaviour: dict[int, str] = {}

    def run(self, seconds: float) -> dict[str, Any]:
        """Questions in, replies out under fire, then quiet, then the verdict."""
        began = time.monotonic()
        self.set_up()
        add_workers(self.stage)
        self.torture(seconds)
        quiet = time.monotonic()
        self.control.delete("/faults").raise_for_status()
        self.settle()
        settled = time.monotonic() - quiet
        result = verdict(self.rows(), self.accepted())
        faults = self.control.get("/faults").json()["count"]
        return {
            **result,
            "replies": self.replies,
            "kills": self.stage.kills,
            "network_faults": faults,
            "settled_after": round(settled, 1),
            "seconds": round(time.monotonic() - began, 1),
        }

    def set_up(self) -> None:
        """Schema, one department, one agent, six brands and everybody's question."""
        call_command("migrate", verbosity=0)
        service = Department.objects.create(name="Customer Service", code="CS", slug="customer-service")
        self.agent = Member.objects.create(email="ben@northline.example", name="Ben", undo_seconds=0)
        Membership.objects.create(member=self.agent, department=service, role=Role.AGENT)
        for behaviour in BEHAVIOURS:
            self.connect(behaviour, service)
        end = time.monotonic() + 60
        while Conversation.objects.count() < self.replies and time.monotonic() < end:
            Channel.objects.update(next_poll_at=timezone.now())
            for channel in Channel.objects.all():
                tasks.poll_channel(channel.pk)
        for channel in Channel.objects.exclude(last_error=""):
            raise RuntimeError(f"{channel}: {channel.last_error}")
        if Conversation.objects.count() < self.replies:
            raise RuntimeError("Not every question arrived.")

    def connect(self, behaviour: str, service: Department) -> None:
        """A brand whose network treats keys in this way, with its share of questions."""
        brand, customer = self.network.brand(), self.network.person()
        lag = 6.0 if behaviour == "none_lag" else 0.0
        asked = {"account": brand.handle, "key_behaviour": behaviour, "key_life": 8.0, "lag": lag}
        self.control.post("/behaviours", json=asked).raise_for_status()
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
        for number in range(-(-self.replies // len(BEHAVIOURS))):
            customer.post(f"@{brand.handle} question {number}")

    def torture(self, seconds: float) -> None:
        """Queue replies at random moments while processes die and the network misbehaves."""
        random_faults = {"seed": self.dice.randrange(10**6), "chances": CHANCES, "with": OPTIONS}
        self.control.post("/faults/random", json=random_faults).raise_for_status()
        waiting = list(Conversation.objects.order_by("pk").values_list("pk", flat=True))[: self.replies]
        self.dice.shuffle(waiting)
        end = time.monotonic() + seconds
        pause = seconds / (len(waiting) + 1)
        while waiting or time.monotonic() < end:
            if waiting and self.reply(waiting[-1]):
                waiting.pop()
            if self.dice.random() < 0.5:
                strike(self.stage, self.dice)
            self.stage.revive()
            time.sleep(self.dice.uniform(0.3, 1.2) * pause)

    def reply(self, pk: int) -> bool:
        """Answer one conversation as its page would; False when the database was away."""
        try:
            conversation = Conversation.objects.get(pk=pk)
            asked = conversation.messages.filter(is_ours=False).first()
            draft = write(conversation, kind="reply", text=f"Reply {pk}.", answers=asked, by=self.agent)
            queue(draft, by=self.agent)
        except Error:
            connections.close_all()
            return Delivery.objects.filter(conversation_id=pk).exists() if self.database_is_back() else False
        return True

    def database_is_back(self) -> bool:
        """Wait a moment for the database."""
        for _ in range(100):
            try:
                Delivery.objects.exists()
            except Error:
                connections.close_all()
                time.sleep(0.1)
            else:
                return True
        return False

    def settle(self) -> None:
        """Wait until everything is known, or waits for a person; look-ups that are long due are not waited for."""
        self.database_is_back()
        end = time.monotonic() + SETTLE
        while time.monotonic() < end:
            self.stage.revive()
            moving = Q(state__in=["queued", "retry", "sending"]) | Q(state="uncertain", look_ups__lt=len(LOOK_UP_WAITS))
            if not Delivery.objects.filter(moving).exists():
                return
            time.sleep(1)

    def rows(self) -> list[dict[str, Any]]:
        """What we believe."""
        rows = Delivery.objects.values("text", "state", "error", "channel_id")
        return [{**row, "behaviour": self.behaviour[row["channel_id"]]} for row in rows]

    def accepted(self) -> list[dict[str, Any]]:
        """What the network took."""
        entries: list[dict[str, Any]] = self.control.get("/accepted").json()["accepted"]
        return entries
