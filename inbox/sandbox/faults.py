"""Faults that can be set: what goes wrong, in which phase of which requests, and how often.

A rule says it for named requests, `chance.py` at random. Who asks is told apart by token.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inbox.sandbox.chance import Chance
from inbox.sandbox.errors import NotFound, Refused
from inbox.sandbox.kinds import Fault, fault_of, number, whole
from inbox.sandbox.store import stamp

REMEMBERED = 50_000
"""How many hits are kept; older ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request as rules see it; `account` and `handle` are empty without a known token."""

    method: str
    path: str
    account: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Which requests are meant; what is empty fits all. A path may end in * to mean a beginning."""

    method: str = ""
    path: str = ""
    account: str = ""

    @classmethod
    def of(cls, value: Any) -> Match:
        """Read what a caller sent; raises Refused."""
        asked = {} if value is None else value
        if not isinstance(asked, dict) or not all(isinstance(each, str) for each in asked.values()):
            raise Refused("match must be an object of texts.")
        if unknown := set(asked) - {"method", "path", "account"}:
            raise Refused(f"match knows method, path and account, not {', '.join(sorted(unknown))}.")
        return cls(asked.get("method", "").upper(), asked.get("path", ""), asked.get("account", ""))

    def fits(self, call: Call) -> bool:
        """Whether a request is meant."""
        return (
            self.method in ("", call.method)
            and self.account.removeprefix("@") in ("", call.account, call.handle)
            and self._path_fits(call.path)
        )

    def shape(self) -> dict[str, str]:
        """As JSON, without what is empty."""
        named = {"method": self.method, "path": self.path, "account": self.account}
        return {name: value for name, value in named.items() if value}

    def _path_fits(self, path: str) -> bool:
        if self.path.endswith("*"):
            return path.startswith(self.path[:-1])
        return self.path in ("", path)


@dataclass(slots=True)
class Rule:
    """A fault for matching requests. `left` counts down, `until` is on the monotonic clock; None is no end."""

    id: int
    fault: Fault
    match: Match
    left: int | None
    until: float | None
    skip: int = 0

    def is_over(self) -> bool:
        """Whether it never strikes again."""
        return self.left == 0 or (self.until is not None and time.monotonic() >= self.until)

    def strikes(self) -> bool:
        """Count one matching request; False while the first ones are let through."""
        if self.skip:
            self.skip -= 1
            return False
        if self.left is not None:
            self.left -= 1
        return True

    def shape(self) -> dict[str, Any]:
        """As JSON."""
        shape = {"id": self.id, **self.fault.shape(), "match": self.match.shape(), "left": self.left}
        if self.until is not None:
            shape["seconds_left"] = round(max(0.0, self.until - time.monotonic()), 3)
        return shape


@dataclass(slots=True)
class Faults:
    """All that is set now, and what struck so far. Lives in the process: a restart forgets it."""

    rules: list[Rule] = field(default_factory=list)
    chance: tuple[Match, Chance] | None = None
    hits: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _rule_numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _struck: int = 0

    def add(self, asked: Any) -> Rule:
        """Set a rule; raises Refused naming what is wrong with it."""
        if not isinstance(asked, dict):
            raise Refused("A fault is an object with a kind.")
        asked = dict(asked)
        match = Match.of(asked.pop("match", None))
        times, seconds = asked.pop("times", None), asked.pop("for_seconds", None)
        left = None if times is None else whole("times", times)
        until = None if seconds is None else time.monotonic() + number("for_seconds", seconds)
        skip = whole("skip", asked.pop("skip", 0))
        rule = Rule(next(self._rule_numbers), fault_of(asked), match, left, until, skip)
        self.rules.append(rule)
        return rule

    def throw_dice(self, asked: Mapping[str, Any]) -> None:
        """Set faults at random, in place of those before; raises Refused."""
        asked = dict(asked)
        match = Match.of(asked.pop("match", None))
        self.chance = (match, Chance.of(asked))

    def forget(self, rule_id: int) -> None:
        """Take a rule back; raises NotFound."""
        if all(rule.id != rule_id for rule in self.rules):
            raise NotFound("There is no such rule.")
        self.rules = [rule for rule in self.rules if rule.id != rule_id]

    def clear(self) -> None:
        """Nothing goes wrong any more; what struck stays on record."""
        self.rules, self.chance = [], None

    def take(self, call: Call) -> Fault | None:
        """What goes wrong with this request: the first rule that strikes, else by chance."""
        self.rules = [rule for rule in self.rules if not rule.is_over()]
        for rule in self.rules:
            if rule.fault.phase is not None and rule.match.fits(call) and rule.strikes():
                return rule.fault.of_rule(rule.id)
        if self.chance is not None and self.chance[0].fits(call):
            return self.chance[1].draw()
        return None

    def lag(self, call: Call) -> float:
        """How many seconds behind the truth this reader is kept by rules."""
        return max(
            (
                float(rule.fault.options["seconds"])
                for rule in self.rules
                if rule.fault.kind == "lag" and not rule.is_over() and rule.match.fits(call)
            ),
            default=0.0,
        )

    def hit(self, fault: Fault, call: Call) -> dict[str, Any]:
        """Record that a fault strikes now; the entry may be completed with the process that was hit."""
        self._struck += 1
        entry: dict[str, Any] = {
            "n": self._struck,
            "rule": fault.rule,
            "kind": fault.kind,
            "phase": fault.phase and fault.phase.value,
            "method": call.method,
            "path": call.path,
            "account": call.account,
            "pid": None,
            "at": stamp(),
        }
        self.hits.append(entry)
        return entry

    def shape(self, since: int = 0) -> dict[str, Any]:
        """Everything as JSON; hits after the number `since`."""
        self.rules = [rule for rule in self.rules if not rule.is_over()]
        random = self.chance and {"match": self.chance[0].shape(), **self.chance[1].shape()}
        return {
            "rules": [rule.shape() for rule in self.rules],
            "random": random,
            "hits": [hit for hit in self.hits if hit["n"] > since],
            "count": self._struck,
        }
