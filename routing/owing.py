"""What a conversation owes after each act of its journal, and what lets its clocks rest; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from routing.promising import Facts, Pause, Promise

ANSWERS = frozenset({"delivery.succeed", "delivery.attest", "delivery.confirm", "message.receive"})
"""Acts by which a reply of ours came to stand on the network."""
TAKES_UP = frozenset(
    {
        *(f"conversation.{word}" for word in ("take", "assign", "resolve", "snooze", "reopen")),
        *("note.add", "draft.submit", "delivery.queue"),
        *(f"escalation.{word}" for word in ("ask", "ask_again", "accept")),
    }
)
"""Acts by which a member shows that somebody looks after it; of acceptances, that of a transfer."""
STATES = {
    "conversation.await": "pending",
    "conversation.snooze": "snoozed",
    "conversation.wake": "open",
    "conversation.reopen": "open",
    "conversation.resolve": "resolved",
}
STANDS = "conversation.stand"
"""The row's own word on its status; no verb of the journal."""
ASKING = tuple(f"escalation.{word}" for word in ("ask", "ask_again", "restore"))
ENDS_ASKING = tuple(f"escalation.{word}" for word in ("decline", "answer", "withdraw"))


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the journal as far as clocks care.

    `at` is its place in time, `written_at` when a message was written (it may be learned of
    later), `subject` the number of its message or request, `to` the author whom a reply answers
    (0 where nobody knows).
    """

    at: datetime
    verb: str
    data: Mapping[str, Any] = field(default_factory=dict)
    subject: int = 0
    by_member: bool = False
    to: int = 0
    written_at: datetime | None = None

    @property
    def wrote(self) -> bool:
        """Whether somebody outside wrote to us."""
        theirs = not (self.data.get("ours") or self.data.get("context") or self.data.get("listening"))
        return self.verb == "message.receive" and theirs

    @property
    def answered(self) -> bool:
        """Whether a reply of ours came to stand there."""
        if self.verb == "message.receive":
            return bool(self.data.get("ours")) and not self.data.get("context")
        return self.verb in ANSWERS

    @property
    def takes_over(self) -> bool:
        """Whether another department, which it was offered to, holds it now."""
        return self.verb == "escalation.accept" and self.data.get("kind") == "transfer"

    @property
    def takes_up(self) -> bool:
        """Whether a member shows that somebody looks after it."""
        return self.by_member and self.verb in TAKES_UP and (self.takes_over or self.verb != "escalation.accept")

    @property
    def is_history(self) -> bool:
        """Whether it filed what was over before the channel was connected."""
        return self.verb == "conversation.resolve" and self.data.get("cause") == "history"


@dataclass(frozen=True, slots=True)
class _Said:
    at: datetime
    author: int
    """Of theirs, who wrote it; of ours, whom it answers (0: everybody)."""


@dataclass(slots=True)
class Owing:
    """What is known after the acts so far."""

    facts: Facts | None = None
    status: str = "open"
    theirs: dict[int, _Said] = field(default_factory=dict)
    ours: dict[int, _Said] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)
    filed: set[int] = field(default_factory=set)
    """What the last resolution settled."""
    asks: set[int] = field(default_factory=set)
    has_answered: bool = False
    is_taken_up: bool = False
    matter_since: datetime | None = None
    before: tuple[datetime | None, bool] = (None, False)
    """Since when there was a matter, and whether somebody looked after it, before it was resolved."""

    def take(self, act: Act) -> bool:
        """One more act; True when it takes a resolution back."""
        unfiled = False
        if act.verb == "conversation.undo":
            unfiled = self._undo(act)
        elif act.wrote or act.answered:
            self._hear(act)
        elif act.verb == "message.remove":
            self.theirs.pop(act.subject, None)
            self.ours.pop(act.subject, None)
        elif act.verb.startswith("escalation."):
            self._wait_for_others(act)
        else:
            self._stand(act)
        if act.takes_up or act.answered:
            self.is_taken_up = True
        return unfiled

    def owed(self) -> dict[str, datetime]:
        """Every promise that is owed now, with since when."""
        if self.status == "resolved":
            return {}
        found: dict[str, datetime] = {}
        answered_at = max((said.at for said in self.ours.values()), default=None)
        asking = [said for number, said in self.theirs.items() if number not in self.settled]
        waiting = [said.at for said in asking if answered_at is None or said.at > answered_at]
        if waiting:
            found[Promise.NEXT if self.has_answered else Promise.FIRST] = min(waiting)
        unanswered = [said.at for said in asking if not self._is_answered(said)]
        if unanswered:
            found[Promise.FULL] = min(unanswered)
        if self.matter_since is not None:
            found[Promise.RESOLUTION] = self.matter_since
            if not self.is_taken_up:
                found[Promise.ACKNOWLEDGEMENT] = self.matter_since
        return found

    def rests(self, promise: str) -> list[str]:
        """What would let a clock rest now, if its policy says so."""
        reasons = {
            Pause.ASKED: bool(self.asks),
            Pause.SNOOZED: self.status == "snoozed",
            Pause.PENDING: self.status == "pending" and promise == Promise.RESOLUTION,
        }
        return [reason for reason, holds in reasons.items() if holds]

    def _is_answered(self, asked: _Said) -> bool:
        return any(said.at >= asked.at and said.author in (0, asked.author) for said in self.ours.values())

    def _hear(self, act: Act) -> None:
        at = act.written_at or act.at
        if act.answered:
            self.ours.setdefault(act.subject, _Said(at, act.to))
            self.has_answered = True
            return
        self.theirs[act.subject] = _Said(at, int(act.data.get("author") or 0))
        if self.facts is not None and not self.facts.kind:
            self.facts = replace(self.facts, kind=str(act.data.get("kind", "")))
        if self.status == "resolved" or self.matter_since is None:
            self.matter_since, self.is_taken_up = at, False
        self.status = "open"

    def _stand(self, act: Act) -> None:
        """Where it lies, how much it presses, and in which state it is."""
        data = act.data
        if act.verb == "conversation.open":
            self.facts = Facts(int(data["department"]), int(data.get("channel") or 0), str(data.get("kind", "")))
        elif act.verb == "conversation.move" and self.facts is not None:
            self.facts = replace(self.facts, department=int(data["after"]))
        elif act.verb == "conversation.prioritise" and self.facts is not None:
            self.facts = replace(self.facts, priority=int(data["priority"]))
        elif act.verb == "conversation.promise_by" and self.facts is not None:
            self.facts = replace(self.facts, policy=int(data["policy"]))
        elif act.verb == "conversation.resolve":
            self._resolve()
        elif act.verb == "conversation.reopen" and self.status == "resolved":
            self._reopen(act)
        elif act.verb == STANDS:
            self.status = str(data["status"])
        self.status = STATES.get(act.verb, self.status)

    def _resolve(self) -> None:
        self.filed = set(self.theirs) - self.settled
        self.settled |= self.filed
        self.before = (self.matter_since, self.is_taken_up)
        self.matter_since = None

    def _reopen(self, act: Act) -> None:
        """By a member, or because our answer is gone: what was settled waits again, from now on."""
        self.settled -= self.filed
        self.filed = set()
        self.matter_since, self.is_taken_up = act.at, act.by_member

    def _undo(self, act: Act) -> bool:
        """What was done last was not meant: it stands as before."""
        was, now = self.status, str(act.data.get("after", "open"))
        if now == "resolved" and was != "resolved":
            self._resolve()
        self.status = now
        if was != "resolved" or now == "resolved":
            return False
        self.settled -= self.filed
        self.filed = set()
        self.matter_since, self.is_taken_up = self.before
        return True

    def _wait_for_others(self, act: Act) -> None:
        """While a question on which we wait is open, the clocks may rest; an offer moves it once it is accepted."""
        if act.verb in ASKING and act.data.get("blocking"):
            self.asks.add(act.subject)
        elif act.verb in ENDS_ASKING:
            self.asks.discard(act.subject)
        elif act.takes_over and self.facts is not None:
            self.facts = replace(self.facts, department=int(act.data["after"]))
