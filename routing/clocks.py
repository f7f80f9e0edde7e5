"""The clocks of a conversation, folded from what happened in it; pure.

Every promise that a policy makes is a clock: it starts when the promise is owed, rests while
the policy says so, follows the conversation to other targets, and ends kept, broken or no longer
owed. The same acts and policies always give the same clocks, so they can be built anew any time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from routing.calendars import later, working_time
from routing.owing import ANSWERS, TAKES_UP, Act, Owing
from routing.promising import Book, Promise, Target


class ClockState(StrEnum):
    """How a promise stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    """Broken: it stays so, whether or not it was made up for later."""
    STOPPED = "stopped"
    """No longer owed, and not broken."""


POLICIES = "policies"
"""What happens when another book opens; no verb of the journal."""
KEEPS: Mapping[str, frozenset[str]] = {
    Promise.ACKNOWLEDGEMENT: ANSWERS | TAKES_UP,
    Promise.FIRST: ANSWERS,
    Promise.NEXT: ANSWERS,
    Promise.FULL: ANSWERS,
    Promise.RESOLUTION: frozenset({"conversation.resolve"}),
}
"""After which acts a promise that is no longer owed was kept; after any other it is only over."""


@dataclass(slots=True)
class Clock:
    """One promise, once. `used` and `paused` are working time up to `since`; later nothing has changed.

    `number` counts those of the same promise. `due_at` and `risk_at` are None while it rests.
    """

    promise: str
    number: int
    target: Target
    started_at: datetime
    since: datetime
    used: timedelta = timedelta()
    paused: timedelta = timedelta()
    resting: str = ""
    breached_at: datetime | None = None
    ended_at: datetime | None = None
    was_kept: bool = False
    warned_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def left(self) -> timedelta:
        """Working time that was left at `since`."""
        return self.target.work - self.used

    @property
    def due_at(self) -> datetime | None:
        """When it is broken, as things stand; None while it rests, and where its calendar never gets there."""
        if self.breached_at is not None:
            return self.breached_at
        return None if self.resting else later(self.target.calendar, self.since, self.left)

    @property
    def risk_at(self) -> datetime | None:
        """When it is at risk, as things stand."""
        if self.resting or self.breached_at is not None:
            return None
        return later(self.target.calendar, self.since, self.target.calm - self.used)

    def state_at(self, now: datetime) -> ClockState:
        """How it stands at an instant after the last act; time is up at the due instant itself."""
        if self.breached_at is not None:
            return ClockState.BREACHED
        if self.ended_at is not None:
            return ClockState.MET if self.was_kept else ClockState.STOPPED
        if self.resting:
            return ClockState.PAUSED
        due = self.due_at
        return ClockState.BREACHED if due is not None and due <= now else ClockState.RUNNING

    def reach(self, at: datetime) -> None:
        """Count the time up to an instant; it is broken when its end lies before."""
        if at <= self.since:
            return
        time = working_time(self.target.calendar, self.since, at)
        if self.resting:
            self.paused += time
        elif self.breached_at is None and time >= self.left:
            due = later(self.target.calendar, self.since, self.left)
            self.breached_at = due if due is not None and due < at else None
        if not self.resting:
            self.used += time
        self.since = at

    def end(self, at: datetime, *, kept: bool) -> None:
        """It is over."""
        self.reach(at)
        self.ended_at, self.was_kept, self.resting = max(at, self.started_at), kept, ""


def fold(acts: Iterable[Act], books: Sequence[Book]) -> list[Clock]:
    """Every clock that these acts, in order, and the policies of their time make; the earliest first."""
    return folded(acts, books).clocks


def folded(acts: Iterable[Act], books: Sequence[Book]) -> Fold:
    """As fold(), with all that is known at the end."""
    running, coming = Fold(), sorted(books, key=lambda book: book.at)
    for act in acts:
        while coming and coming[0].at <= act.at:
            running.open_book(coming.pop(0))
        running.take(act)
    for book in coming:
        running.open_book(book)
    return running


@dataclass(slots=True)
class Fold:
    """What is known after the acts so far."""

    owing: Owing = field(default_factory=Owing)
    book: Book | None = None
    clocks: list[Clock] = field(default_factory=list)
    live: dict[str, Clock] = field(default_factory=dict)
    owed: dict[str, datetime] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    filed: list[Clock] = field(default_factory=list)
    """Those that the last resolution ended."""

    def open_book(self, book: Book) -> None:
        """Other policies hold from now on."""
        self.book = book
        self._follow(Act(book.at, POLICIES))

    def take(self, act: Act) -> None:
        """One more act."""
        if act.verb in ("promise.warn", "promise.breach"):
            self._remember(act)
            return
        unfiled = self.owing.take(act)
        if unfiled:
            self._go_on()
        if act.is_history:
            self.clocks, self.live, self.filed = [], {}, []
        self._follow(act)

    def _follow(self, act: Act) -> None:
        """Bring every clock in step with what is owed after an act."""
        owed = self.owing.owed()
        filed = []
        for promise in Promise:
            clock, since = self.live.get(promise), owed.get(promise)
            if clock is not None and since is None:
                clock.end(act.at, kept=act.verb in KEEPS[promise])
                filed.append(self.live.pop(promise))
            elif clock is not None:
                self._adjust(clock, act)
            elif since is not None:
                self._start(promise, since if act.wrote and promise not in self.owed else act.at, act)
        if act.verb == "conversation.resolve":
            self.filed = filed
        self.owed = owed

    def _start(self, promise: str, at: datetime, act: Act) -> None:
        """Time before a promise was made does not count against it; late news counts from when it was written."""
        target = self._target(promise)
        if target is None:
            return
        self.counts[promise] += 1
        clock = Clock(promise, self.counts[promise], target, at, at)
        self.clocks.append(clock)
        self.live[promise] = clock
        clock.reach(act.at)
        self._rest(clock)

    def _adjust(self, clock: Clock, act: Act) -> None:
        """Another target, a pause or its end; a broken promise stays as it was broken."""
        clock.reach(act.at)
        if clock.breached_at is not None:
            return
        target = self._target(clock.promise)
        if target is None:
            clock.end(act.at, kept=False)
            del self.live[clock.promise]
            return
        clock.target = target
        self._rest(clock)

    def _rest(self, clock: Clock) -> None:
        reasons = [] if clock.breached_at else self.owing.rests(clock.promise)
        clock.resting = next((reason for reason in reasons if reason in clock.target.pauses), "")

    def _target(self, promise: str) -> Target | None:
        facts = self.owing.facts
        if self.book is None or facts is None:
            return None
        return self.book.target(promise, facts)

    def _go_on(self) -> None:
        """A resolution was taken back: what it ended was never over."""
        for clock in self.filed:
            clock.ended_at, clock.was_kept = None, False
            self.live[clock.promise] = clock
            self.owed[clock.promise] = clock.started_at
        self.filed = []

    def _remember(self, act: Act) -> None:
        for clock in self.clocks:
            if (clock.promise, clock.number) == (act.data.get("promise"), act.data.get("number")):
                if act.verb == "promise.warn":
                    clock.warned_at = clock.warned_at or act.at
                else:
                    clock.told_at = clock.told_at or act.at


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a clock stands as it does, as data; presenters make the sentence of it."""

    promise: str
    state: ClockState
    started_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    paused: timedelta
    left: timedelta
    resting: str
    target: Target


def explain(clock: Clock, now: datetime) -> Explained:
    """A clock as it stands at an instant, with how long it rested and why it is due when it is."""
    shown = replace(clock)
    state = shown.state_at(now)
    if shown.ended_at is None:
        due = shown.due_at
        shown.reach(now)
        return _explained(shown, state, due)
    return _explained(shown, state, shown.breached_at)


def _explained(clock: Clock, state: ClockState, due: datetime | None) -> Explained:
    left = max(timedelta(), clock.left)
    ends = (clock.ended_at, clock.paused, left, clock.resting)
    return Explained(clock.promise, state, clock.started_at, due, *ends, clock.target)


def nearest(clocks: Iterable[Clock], now: datetime) -> Clock | None:
    """The live clock that is due first."""
    live = [(clock.due_at, clock) for clock in clocks if clock.ended_at is None]
    due = [(moment, clock) for moment, clock in live if moment is not None]
    return min(due, key=lambda pair: pair[0])[1] if due else None
