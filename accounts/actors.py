"""Who does something: a member, or the product itself on somebody's rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Member


@dataclass(frozen=True, slots=True)
class System:
    """A part of the product acting by itself, named so that people can read it."""

    name: str
    kind: str = "system"

    def __str__(self) -> str:
        return self.name


type Actor = Member | System

BULK = System("bulk")
"""Ends what somebody began for many conversations; each single act is that member's."""
DELIVERY = System("delivery")
DOOR = System("sign-in")
"""Acts for a visitor who is no member yet, or has not shown to be one."""
INTAKE = System("intake")
OUTSIDE = System("answer link")
"""Somebody without a login who was asked by mail; their name stands on the request."""
ROUTING = System("routing")
"""Reads messages and decides by rules; each step is the rule's own act."""
SCHEDULE = System("schedule")
SETUP = System("setup")
TASK_FORCE = System("task force")
"""What follows from opening, feeding and closing a task force: its department, its people, what flows in and back."""

WEBHOOKS = System("webhooks")
"""Tells others what happens, and stops where nobody listens any more."""


def rule_actor(number: int, version: int) -> System:
    """A rule at one version, as whoever reads the history knows it."""
    return System(f"rule {number} v{version}", "rule")


def actor_key(actor: Actor) -> tuple[str, str]:
    """Kind and id as the journal stores them."""
    if isinstance(actor, System):
        return actor.kind, actor.name
    return "member", str(actor.pk)
