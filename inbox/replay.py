"""Where a conversation stands after what was said and done in it, worked out anew; pure.

The rules are those of life: they write and wait for us: open; we answered all: pending; what
people did counts at its time. Used when a merge is taken apart, so that each side stands as
if the other had never been there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

OPEN, PENDING, SNOOZED, RESOLVED = "open", "pending", "snoozed", "resolved"


@dataclass(frozen=True, slots=True)
class State:
    """The columns that say who has to do something now; moments as ISO text."""

    status: str = OPEN
    outcome: str = ""
    snoozed_until: str | None = None
    resolved_at: str | None = None

    def stored(self) -> dict[str, Any]:
        """As it is kept with a merge."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message as far as it matters here. `at` is when we learned of it.

    `brought_at` is when a merge brought it along, if it was said elsewhere before.
    """

    at: datetime
    sent_at: datetime
    is_ours: bool
    asks: bool
    removed_at: datetime | None = None
    settled_at: datetime | None = None
    brought_at: datetime | None = None

    @property
    def here_at(self) -> datetime:
        """From when on it counts here."""
        return self.brought_at or self.at


@dataclass(frozen=True, slots=True)
class Done:
    """One act of people, or of time, on the conversation; `merged` with one that was open."""

    at: datetime
    verb: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replayed:
    """The end of it: the state, and what a resolution settled (by place among the messages) with when it did."""

    state: State
    settled: Mapping[int, datetime]


def replay(base: State, since: datetime, spoken: Sequence[Spoken], done: Iterable[Done]) -> Replayed:
    """How it stands after everything that happened since `since`, beginning with `base`."""
    said = [x for x in spoken if x.brought_at is None and x.at >= since]
    steps: list[tuple[datetime, int, Spoken | Done]] = [(x.at, 0, x) for x in said]
    steps += [(x.removed_at, 1, x) for x in spoken if x.removed_at and x.removed_at >= max(since, x.here_at)]
    steps += [(x.at, 2, x) for x in done if x.at >= since]
    state, before = base, base
    settled = {
        n: x.settled_at
        for n, x in enumerate(spoken)
        if x.settled_at is not None and x.settled_at < (x.brought_at or since)
    }
    for at, _kind, step in sorted(steps, key=lambda each: (each[0], each[1])):
        if isinstance(step, Spoken):
            state = _after_words(state, step, waits(spoken, at, settled), gone=step.removed_at == at)
            continue
        settled = _settled_after(settled, state, step, spoken, before=before)
        if step.verb == "conversation.undo":
            state = before
        else:
            before, state = state, _after_act(state, step, waits(spoken, at, settled))
    return Replayed(state, settled)


def waits(spoken: Sequence[Spoken], at: datetime, settled: Collection[int] = ()) -> bool:
    """Whether somebody waited for us at that moment."""
    known = {n: x for n, x in enumerate(spoken) if x.here_at <= at and (x.removed_at is None or x.removed_at > at)}
    answered = max((x.sent_at for x in known.values() if x.is_ours), default=None)
    asking = [x for n, x in known.items() if x.asks and n not in settled]
    return any(answered is None or x.sent_at > answered for x in asking)


def _settled_after(
    settled: dict[int, datetime], state: State, act: Done, spoken: Sequence[Spoken], *, before: State
) -> dict[int, datetime]:
    """Resolving settles whatever has arrived; reopening and undoing let that wait again.

    Undoing a reopening settles it once more, at the moment of the resolution that stands again.
    """
    if act.verb == "conversation.resolve":
        asked = {n: act.at for n, x in enumerate(spoken) if x.asks and x.here_at <= act.at}
        return asked | settled
    if act.verb == "conversation.undo" and before.resolved_at and not state.resolved_at:
        resolved_at = datetime.fromisoformat(before.resolved_at)
        return {n: resolved_at for n, x in enumerate(spoken) if x.asks and x.here_at <= act.at} | settled
    if act.verb in ("conversation.reopen", "conversation.undo") and state.resolved_at:
        resolved_at = datetime.fromisoformat(state.resolved_at)
        return {n: at for n, at in settled.items() if at != resolved_at}
    return settled


def _after_words(state: State, said: Spoken, waiting: bool, *, gone: bool) -> State:
    if waiting and state.status != OPEN and said.asks and not gone:
        return State()
    if waiting and state.status == PENDING and said.is_ours and gone:
        return State()
    if not waiting and state.status == OPEN and (said.is_ours != gone):
        return replace(state, status=PENDING)
    return state


def _after_act(state: State, act: Done, waiting: bool) -> State:
    if act.verb == "conversation.resolve":
        return State(RESOLVED, str(act.data.get("outcome", "")), None, act.at.isoformat())
    if act.verb == "conversation.snooze":
        return State(SNOOZED, "", str(act.data.get("until", "")))
    if act.verb == "conversation.wake":
        return State() if state.status == SNOOZED else state
    if act.verb == "conversation.reopen":
        return State()
    if act.verb == "conversation.merge":
        return State() if waiting else state
    return state
