"""What is promised to whom: policies, which of them holds for a conversation, and its target; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from routing.calendars import ALWAYS, Calendar


class Promise(StrEnum):
    """What a policy can promise."""

    ACKNOWLEDGEMENT = "acknowledgement"
    """Somebody of ours takes it up: takes it or is given it by a colleague, notes, answers, resolves."""
    FIRST = "first"
    """Our first reply."""
    NEXT = "next"
    """A reply each time that they write again."""
    FULL = "full"
    """Everybody who asked has been answered.

    In a public thread several people may ask. It runs from the first question that waits until
    each of them has a reply written after their last message and meant for them; one whose
    addressee is not known, since it was written on the network itself, answers everybody.
    """
    RESOLUTION = "resolution"
    """The matter is resolved, whatever is said meanwhile."""


class Pause(StrEnum):
    """What may stop a clock for a while."""

    PENDING = "pending"
    """We wait for them. Of concern to the resolution only: while somebody waits for a reply, nothing is pending."""
    SNOOZED = "snoozed"
    ASKED = "asked"
    """Another department was asked, and we wait for its answer."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a conversation decides which policy holds."""

    department: int
    channel: int = 0
    kind: str = ""
    priority: int = 2
    policy: int = 0
    """The policy that a rule gave it, which is asked first; 0 for none."""


@dataclass(frozen=True, slots=True)
class Target:
    """One promise as a policy makes it. `named` says which of the facts the policy names."""

    policy: int
    version: int
    minutes: int
    calendar: Calendar = ALWAYS
    calendar_id: int | None = None
    pauses: frozenset[str] = frozenset()
    warn_minutes: int = 0
    warn_share: int = 0
    facts: Facts | None = None
    named: tuple[str, ...] = ()

    @property
    def work(self) -> timedelta:
        """How much working time it allows."""
        return timedelta(minutes=self.minutes)

    @property
    def calm(self) -> timedelta:
        """Working time until it is at risk: so many minutes before its end, or a share of it in percent."""
        if self.warn_share:
            return self.work * self.warn_share / 100
        return max(timedelta(), self.work - timedelta(minutes=self.warn_minutes))


@dataclass(frozen=True, slots=True)
class Policy:
    """Targets in minutes by promise, for the conversations that it names; what is empty names all."""

    id: int
    version: int
    position: int
    targets: tuple[tuple[str, int], ...]
    departments: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    priorities: frozenset[int] = frozenset()
    calendar: Calendar = ALWAYS
    calendar_id: int | None = None
    pauses: frozenset[str] = frozenset()
    warn_minutes: int = 0
    warn_share: int = 0

    @property
    def named(self) -> tuple[str, ...]:
        """Which facts it names."""
        names = ("department", "channel", "kind", "priority")
        given = (self.departments, self.channels, self.kinds, self.priorities)
        return tuple(name for name, values in zip(names, given, strict=True) if values)

    @property
    def rank(self) -> tuple[int, int, int]:
        """Its place: who names more comes first, then as people ordered them."""
        return (-len(self.named), self.position, self.id)

    def holds_for(self, facts: Facts) -> bool:
        """Whether a conversation is among those that it names."""
        return (
            (not self.departments or facts.department in self.departments)
            and (not self.channels or facts.channel in self.channels)
            and (not self.kinds or facts.kind in self.kinds)
            and (not self.priorities or facts.priority in self.priorities)
        )


@dataclass(frozen=True, slots=True)
class Book:
    """All policies that hold from an instant on, until the next book."""

    at: datetime
    policies: tuple[Policy, ...] = ()

    def target(self, promise: str, facts: Facts) -> Target | None:
        """The target of the first policy that holds and promises this; None where nobody does."""
        given = [policy for policy in self.policies if policy.id == facts.policy]
        for policy in (*given, *in_order(self.policies)):
            minutes = dict(policy.targets).get(promise)
            if minutes is not None and (policy.id == facts.policy or policy.holds_for(facts)):
                return Target(
                    policy.id,
                    policy.version,
                    minutes,
                    policy.calendar,
                    policy.calendar_id,
                    policy.pauses,
                    policy.warn_minutes,
                    policy.warn_share,
                    facts,
                    policy.named,
                )
        return None


def in_order(policies: Sequence[Policy]) -> list[Policy]:
    """As they are asked: the first that holds decides."""
    return sorted(policies, key=lambda policy: policy.rank)
