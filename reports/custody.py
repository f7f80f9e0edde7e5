"""Who held a conversation when, as it counts: what rules led on at once came where they led it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from accounts.actors import ROUTING, actor_key
from accounts.models import Event
from inbox.models import Segment
from reports.story import Held

HANDING = ("conversation.move", "escalation.accept")
"""What lets another department hold it."""


def held_by(ids: Collection[int], acts: Iterable[Event]) -> dict[int, list[Held]]:
    """Who held each conversation when, the earliest first; `acts` are theirs, in the order of the journal."""
    found: dict[int, list[Held]] = defaultdict(list)
    rows = Segment.objects.filter(conversation__in=ids).order_by("pk")
    for place, department, since, until in rows.values_list(
        "conversation_id", "department_id", "started_at", "ended_at"
    ):
        found[place].append(Held(department, since, until))
    for place, departments in _led(acts).items():
        found[place] = as_if_come_there(found[place], departments)
    return found


def as_if_come_there(held: Sequence[Held], led: Sequence[int]) -> list[Held]:
    """Without those who held it only until rules led it on: it counts as if it had come where they led it.

    `led` are the departments to which rules moved it, in their order, before any person moved it.
    """
    count = len(led)
    if not count or len(held) <= count or [one.department for one in held[1 : count + 1]] != list(led):
        return list(held)
    return [replace(held[count], since=held[0].since), *held[count + 1 :]]


def _led(acts: Iterable[Event]) -> dict[int, list[int]]:
    """Where rules moved each conversation before any person did; requests are accepted by persons."""
    found: dict[int, list[int]] = defaultdict(list)
    by_persons: set[int] = set()
    for event in acts:
        place = event.conversation_id or 0
        if event.verb not in HANDING or "after" not in event.data or place in by_persons:
            continue
        if event.actor_kind == "rule" or (event.actor_kind, event.actor_id) == actor_key(ROUTING):
            found[place].append(int(event.data["after"]))
        else:
            by_persons.add(place)
    return found
