"""One act of chaos after another, drawn from one seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from tests.torture.control import Control
from tests.torture.stage import WORKERS, Stage

PHASES = ("before_read", "after_body", "after_commit", "after_headers")
SENDING = {"method": "POST", "path": "/api/posts"}
LOOKING = {"method": "GET", "path": "/api/me/sent"}

CHANCES = {
    "reset": 0.03,
    "status": 0.03,
    "truncate": 0.02,
    "drip": 0.005,
    "hang": 0.005,
    "rate_limit": 0.015,
    "delay": 0.015,
    "expire_token": 0.005,
    "refuse": 0.003,
}
"""What befalls any request of the product by itself."""

OPTIONS = {
    "hang": {"seconds": 25},
    "delay": {"seconds": 1},
    "rate_limit": {"after": 2},
    "drip": {"every": 0.02},
    "refuse": {"seconds": 1},
}

NETWORK_FAULTS: Sequence[dict[str, Any]] = (
    {"kind": "status", "status": 400, "phase": "after_commit"},
    {"kind": "status", "status": 500, "phase": "after_commit"},
    {"kind": "status", "status": 503, "phase": "after_body"},
    {"kind": "reset", "phase": "after_commit"},
    {"kind": "reset", "phase": "after_headers"},
    {"kind": "truncate", "clean": True},
    {"kind": "truncate"},
    {"kind": "rate_limit", "after": 3, "as": "date"},
    {"kind": "rate_limit", "after": 3, "as": "reset"},
    {"kind": "hang", "seconds": 25, "phase": "after_commit"},
)
"""What is aimed at the sending of replies."""


class Chaos:
    """Blows at the stage and, through the network, at whoever talks to it."""

    def __init__(self, stage: Stage, control: Control, accounts: Sequence[str], dice: random.Random) -> None:
        self.stage, self.control, self.accounts, self.dice = stage, control, accounts, dice
        self.beyond_lease = settings.DELIVERY_LEASE + 4
        self.stops: set[int] = set()
        """Numbers of the rules that stop a worker and kill none."""

    def begin(self) -> None:
        """From now on requests fail by chance."""
        random_faults = {"seed": self.dice.randrange(10**6), "chances": CHANCES, "with": OPTIONS}
        self.control.ask("POST", "/faults/random", random_faults)

    def end(self) -> None:
        """Nothing more goes wrong, and whoever was stopped goes on."""
        self.control.ask("DELETE", "/faults")
        for thaw in self.stage.thaws:
            thaw.join()

    def lie_in_wait(self, account: str) -> None:
        """For what this account sends next: every third reply loses its worker in a phase of its own, every
        sixth meets a network that fails."""
        place = self.dice.random()
        if place < 0.33:
            self._aim({"kind": "kill_peer", "phase": self.dice.choice(PHASES)}, account)
        elif place < 0.5:
            self._aim(self.dice.choice(NETWORK_FAULTS), account)

    def strike(self) -> None:
        """One blow."""
        blow, worker = self.dice.random(), f"worker {self.dice.randrange(WORKERS)}"
        account = self.dice.choice(self.accounts)
        if blow < 0.80:
            self.stage.kill(worker)
        elif blow < 0.88:
            self._aim({"kind": "kill_peer", "phase": self.dice.choice(PHASES)}, account)
        elif blow < 0.93:
            self.stage.kill("scheduler")
        elif blow < 0.96:
            self.stage.kill("web")
        elif blow < 0.97:
            self.stage.stop_broker(away=self.dice.choice([0.0, 0.5, 3.0]))
        elif blow < 0.975:
            self.stage.flush_broker()
        elif blow < 0.985:
            self.stage.freeze(worker, self.dice.uniform(0.5, 4), counted="worker stopped for a moment")
        elif blow < 0.993:
            self._stop_long(worker, account)
        else:
            self.stage.stop_database()

    def _aim(self, fault: dict[str, Any], account: str) -> int:
        """At an account's next request: mostly one that sends, sometimes one that looks."""
        match = SENDING if self.dice.random() < 0.85 or fault["kind"] != "kill_peer" else LOOKING
        rule = {**fault, "match": {**match, "account": account}, "times": 1, "for_seconds": 30}
        made: int = self.control.ask("POST", "/faults", rule)["rules"][0]["id"]
        return made

    def _stop_long(self, worker: str, account: str) -> None:
        """Beyond the lease: by us at any moment, or by the network in the middle of a request; one at a time."""
        if any(thaw.is_alive() for thaw in self.stage.thaws):
            return
        if self.dice.random() < 0.5:
            self.stage.freeze(worker, self.beyond_lease, counted="worker stopped beyond its lease")
        else:
            phase = self.dice.choice(PHASES)
            stop = {"kind": "kill_peer", "signal": "STOP", "seconds": self.beyond_lease, "phase": phase}
            self.stops.add(self._aim(stop, account))

    def struck(self) -> Counter[str]:
        """Whom the network hit in the middle of a request."""
        hits = [hit for hit in self.control.ask("GET", "/faults")["hits"] if hit["kind"] == "kill_peer" and hit["pid"]]
        fates = ["stopped beyond its lease" if hit["rule"] in self.stops else "killed" for hit in hits]
        return Counter(f"worker {fate} in the phase {hit['phase']}" for fate, hit in zip(fates, hits, strict=True))
