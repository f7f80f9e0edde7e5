"""What may follow when a promise is broken: a table that higher rooms and later parts add to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from inbox.actions.prioritise import prioritise
from inbox.models import Conversation
from inbox.models.conversation import Priority

type Text = str | Lazy


@dataclass(frozen=True, slots=True)
class BreachAct:
    """One of them: how it is called on a policy's page, and what it does."""

    label: Text
    act: Callable[[Conversation, Actor], object]


ACTS: dict[str, BreachAct] = {}


def register(key: str, act: BreachAct) -> None:
    """Offer another act to policies; raises ValueError for a key that is taken."""
    if key in ACTS:
        raise ValueError(f"There is an act {key!r} already.")
    ACTS[key] = act


def _press(conversation: Conversation, by: Actor) -> Conversation:
    """One priority higher, as long as there is one."""
    return prioritise(conversation, priority=min(Priority.URGENT, conversation.priority + 1), by=by)


register("raise", BreachAct(_("Raise its priority by one"), _press))
