"""Clocks counted minute by minute, by somebody who looks at the wall: the measure for routing/clocks.py.

Nothing here is shared with it but the values that describe a case. Every minute is asked alone:
is somebody at work, whose promise holds, does the clock rest?
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from routing.calendars import ALWAYS, Calendar, OwnDay, Span
from routing.clocks import ClockState, fold
from routing.owing import Act
from routing.promising import Book, Facts, Pause, Policy, Promise, Target

MINUTE = timedelta(minutes=1)
ZONES = [
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "America/St_Johns"),
    *("America/Havana", "Asia/Beirut", "Africa/Casablanca", "Europe/Lisbon"),
]
PLACES = [("", ""), ("DE", "BE"), ("DE", "BY"), ("US", "NY"), ("GB", "ENG"), ("NO", "")]
DAYS = [
    *(date(2026, 3, 28), date(2026, 10, 24), date(2026, 3, 7), date(2026, 10, 31), date(2026, 4, 4)),
    *(date(2026, 12, 23), date(2026, 12, 31), date(2026, 5, 22), date(2026, 7, 3), date(2026, 2, 14)),
    *(date(2026, 10, 3), date(2026, 3, 22)),
]


WORDS = [
    "move",
    "move",
    "press",
    "snooze",
    "wake",
    "ask",
    "ask",
    "ask",
    "again",
    "take_over",
    "reply",
    "over",
    "answer",
    "answer",
    "write",
    "resolve",
]


OPENS = ["ask_again", "restore"]


@dataclass(frozen=True)
class Case:
    """What happened, under which policies, and when somebody looks."""

    acts: list[Act]
    books: list[Book]
    now: datetime


@dataclass
class Counted:
    """One clock as it was counted."""

    promise: str
    started_at: datetime
    used: int = 0
    paused: int = 0
    reached: datetime | None = None
    breached_at: datetime | None = None
    state: str = "running"
    due_at: datetime | None = None


def a_case(chance: random.Random) -> Case:
    """A conversation of a few days between three departments."""
    start = datetime.combine(chance.choice(DAYS), datetime.min.time(), tzinfo=UTC)
    start += timedelta(minutes=chance.randrange(2880))
    span = chance.choice([240, 1500, 4000])
    moments = sorted(start + timedelta(minutes=chance.randrange(1, span)) for _ in range(chance.randrange(9)))
    books = [Book(start - timedelta(days=9), _policies(chance, 1))]
    if chance.random() < 0.25:
        books.append(Book(start + timedelta(minutes=chance.randrange(span)), _policies(chance, 100)))
    if chance.random() < 0.1:
        books[0] = Book(start + timedelta(minutes=chance.randrange(span)), books[0].policies)
    acts = [
        Act(start, "conversation.open", {"department": 1, "channel": 1, "kind": "mention"}),
        Act(start, "message.receive", {"author": 7}, 1, written_at=start),
    ]
    for number, moment in enumerate(moments, 2):
        acts += _happens(chance, moment, number)
    return Case(acts, sorted(books, key=lambda book: book.at), start + timedelta(minutes=span + 1))


def _happens(chance: random.Random, at: datetime, number: int) -> list[Act]:
    request, word = chance.choice([1, 2]), chance.choice(WORDS)
    blocking = chance.random() < 0.7
    acts = {
        "move": [Act(at, "conversation.move", {"after": chance.choice([1, 2, 3])})],
        "press": [Act(at, "conversation.prioritise", {"priority": chance.choice([1, 2, 3, 4])})],
        "snooze": [Act(at, "conversation.snooze", by_member=True)],
        "wake": [Act(at, "conversation.wake")],
        "ask": [Act(at, "escalation.ask", {"kind": "ask", "blocking": blocking}, request)],
        "again": [Act(at, f"escalation.{chance.choice(OPENS)}", {"kind": "ask", "blocking": blocking}, request)],
        "reply": [Act(at, "escalation.answer", {"kind": "ask"}, request)],
        "over": [Act(at, f"escalation.{chance.choice(['decline', 'withdraw'])}", {"kind": "ask"}, request)],
        "take_over": [Act(at, "escalation.accept", {"kind": "transfer", "after": chance.choice([1, 2, 3])}, 9)],
        "answer": [Act(at, "delivery.succeed", {}, number), Act(at, "conversation.await")],
        "write": [Act(at, "message.receive", {"author": 7}, number, written_at=at)],
        "resolve": [Act(at, "conversation.resolve", by_member=True)],
    }
    return acts[word]


def _policies(chance: random.Random, first: int) -> tuple[Policy, ...]:
    found = []
    for number in range(chance.choice([1, 2, 3])):
        wanted = (Promise.FIRST, Promise.NEXT, Promise.RESOLUTION)
        targets = tuple((str(promise), chance.choice([15, 60, 240, 480, 1500])) for promise in wanted)
        found.append(
            Policy(
                first + number,
                1,
                number,
                targets[: chance.choice([2, 3, 3])],
                departments=frozenset(chance.sample([1, 2, 3], 2)) if chance.random() < 0.6 else frozenset(),
                priorities=frozenset({3, 4}) if chance.random() < 0.3 else frozenset(),
                calendar=_calendar(chance),
                pauses=frozenset(str(pause) for pause in Pause if chance.random() < 0.6),
            )
        )
    return tuple(found)


def _calendar(chance: random.Random) -> Calendar:
    if chance.random() < 0.15:
        return ALWAYS
    country, region = chance.choice(PLACES)
    spans: list[tuple[Span, ...]] = [
        *(
            ((540, 1020),),
            ((480, 720), (780, 1200)),
            ((1320, 360),),
            ((0, 1440),),
            ((150, 1380),),
            ((60, 90), (100, 150)),
        ),
        ((1380, 1440), (0, 30)),
    ]
    shift = chance.choice(spans)
    week = tuple(shift if day < 5 or chance.random() < 0.5 else () for day in range(7))
    own = tuple(OwnDay(chance.choice(DAYS) + timedelta(days=1), chance.choice([(), ((600, 700),)])) for _ in range(2))
    unlike = own if own[0].day != own[1].day else own[:1]
    return Calendar(chance.choice(ZONES), week, country, region, unlike if chance.random() < 0.5 else ())


@cache
def _feast(country: str, region: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year)) if country else frozenset()


@cache
def _shifts(calendar: Calendar, day: date) -> tuple[Span, ...]:
    for own in calendar.own_days:
        if own.day == day:
            return own.spans
    if day in _feast(calendar.country, calendar.region, day.year):
        return ()
    return (calendar.week or ())[day.weekday()]


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def at_work(calendar: Calendar, moment: datetime) -> bool:
    """Whether the clock on the wall shows a time at which somebody works."""
    if calendar.week is None:
        return True
    wall = moment.astimezone(_zone(calendar.zone))
    minute, today = wall.hour * 60 + wall.minute, wall.date()
    for start, end in _shifts(calendar, today):
        if start <= minute and (minute < end or end <= start):
            return True
    return any(end <= start and minute < end for start, end in _shifts(calendar, today - timedelta(days=1)))


@dataclass
class Watcher:
    """Counts by looking at the wall every minute."""

    case: Case
    clocks: list[Counted] = field(default_factory=list)
    live: dict[str, Counted] = field(default_factory=dict)
    department: int = 1
    priority: int = 2
    status: str = "open"
    asked: set[int] = field(default_factory=set)
    waits: bool = False
    matter: bool = False
    has_answered: bool = False
    answered_at: datetime | None = None
    policies: tuple[Policy, ...] = ()
    found: dict[tuple[int, str, int, int], Target | None] = field(default_factory=dict)

    def count(self) -> list[Counted]:
        """Every clock, as it stands when somebody looks."""
        self._watch(self.case.acts[0].at, self.case.now)
        for promise, clock in self.live.items():
            target = self._target(promise)
            if clock.breached_at is None and target is not None and not self._rests(promise, target):
                clock.due_at = clock.reached or self._later(clock.used, target)
                if clock.reached is not None:
                    clock.state, clock.breached_at = "breached", clock.reached
            elif clock.breached_at is None:
                clock.state = "paused"
        for clock in self.clocks:
            clock.due_at = clock.breached_at or clock.due_at
        return self.clocks

    def _watch(self, start: datetime, end: datetime) -> None:
        books, acts = list(self.case.books), list(self.case.acts)
        while books and books[0].at <= start:
            self.policies = books.pop(0).policies
        at = start
        while at < end:
            while (books and books[0].at <= at) or (acts and acts[0].at <= at):
                if books and books[0].at <= at and (not acts or books[0].at <= acts[0].at):
                    self._changed(at)
                    self.policies = books.pop(0).policies
                    self._after(at, "policies")
                else:
                    act = acts.pop(0)
                    self._changed(at)
                    self._happened(act)
                    self._after(at, act.verb)
            self._minute(at)
            at += MINUTE
        self._changed(end, only_looking=True)

    def _changed(self, at: datetime, *, only_looking: bool = False) -> None:
        """What was reached before this instant is broken."""
        for promise, clock in self.live.items():
            target = self._target(promise)
            if clock.breached_at is None and clock.reached is not None and clock.reached < at and target:
                clock.breached_at = clock.reached
                clock.state = "breached"
            elif not only_looking and clock.breached_at is None:
                clock.reached = None

    def _happened(self, act: Act) -> None:
        word = act.verb.split(".")[1]
        if word == "move" or (word == "accept" and act.data["kind"] == "transfer"):
            self.department = act.data["after"]
        elif word == "prioritise":
            self.priority = act.data["priority"]
        elif word in ("ask", *OPENS) and act.data["blocking"]:
            self.asked.add(act.subject)
        elif word in ("answer", "decline", "withdraw"):
            self.asked.discard(act.subject)
        elif word == "receive":
            # What was written in the very minute of our answer is answered by it.
            asks = self.answered_at is None or act.at > self.answered_at
            self.status, self.waits, self.matter = "open", self.waits or asks, True
        elif word == "succeed":
            self.waits, self.has_answered, self.answered_at = False, True, act.at
        elif word == "resolve":
            self.status, self.waits, self.matter = "resolved", False, False
        elif word in ("await", "snooze", "wake"):
            self.status = {"await": "pending", "snooze": "snoozed", "wake": "open"}[word]

    def _after(self, at: datetime, verb: str) -> None:
        if self.status == "resolved":
            self.waits = False
        owed = {"next" if self.has_answered else "first": self.waits, "resolution": self.matter}
        for promise in ("first", "next", "resolution"):
            is_owed = owed.get(promise, False) and self.status != "resolved"
            clock, target = self.live.get(promise), self._target(promise)
            if clock and not is_owed:
                kept = verb == ("conversation.resolve" if promise == "resolution" else "delivery.succeed")
                if clock.breached_at is None:
                    clock.state = "met" if kept else "stopped"
                del self.live[promise]
            elif clock and target is None and clock.breached_at is None:
                clock.state = "stopped"
                del self.live[promise]
            elif not clock and is_owed and target:
                self.live[promise] = Counted(promise, at)
                self.clocks.append(self.live[promise])
        for promise, clock in self.live.items():
            self._reach(promise, clock, at)

    def _reach(self, promise: str, clock: Counted, at: datetime) -> None:
        target = self._target(promise)
        if clock.breached_at is None and clock.reached is None and target and not self._rests(promise, target):
            clock.reached = at if clock.used >= target.minutes else None

    def _minute(self, at: datetime) -> None:
        for promise, clock in self.live.items():
            target = self._target(promise)
            if clock.breached_at is not None or target is None or not at_work(target.calendar, at):
                continue
            if self._rests(promise, target):
                clock.paused += 1
            elif clock.reached is None:
                clock.used += 1
        for promise, clock in self.live.items():
            self._reach(promise, clock, at + MINUTE)

    def _later(self, used: int, target: Target) -> datetime:
        at = self.case.now
        while used < target.minutes:
            used += at_work(target.calendar, at)
            at += MINUTE
        return at

    def _rests(self, promise: str, target: Target) -> bool:
        return (
            (bool(self.asked) and "asked" in target.pauses)
            or (self.status == "snoozed" and "snoozed" in target.pauses)
            or (self.status == "pending" and promise == "resolution" and "pending" in target.pauses)
        )

    def _target(self, promise: str) -> Target | None:
        key = (id(self.policies), promise, self.department, self.priority)
        if key not in self.found:
            self.found[key] = self._look_up(promise)
        return self.found[key]

    def _look_up(self, promise: str) -> Target | None:
        """By looking through all of them: who names more wins, then who stands first."""
        best: Policy | None = None
        for policy in self.policies:
            if promise not in dict(policy.targets):
                continue
            if policy.departments and self.department not in policy.departments:
                continue
            if policy.priorities and self.priority not in policy.priorities:
                continue
            if best is None or _names(policy) > _names(best):
                best = policy
        if best is None:
            return None
        facts = Facts(self.department, 1, "mention", self.priority)
        return Book(self.case.now, (best,)).target(promise, facts)


def _names(policy: Policy) -> int:
    return bool(policy.departments) + bool(policy.priorities)


def unlike(case: Case) -> Iterator[str]:
    """Where the clocks and the one who looked at the wall disagree."""
    counted = sorted(Watcher(case).count(), key=lambda one: (one.promise, one.started_at))
    judged = [clock for clock in fold(case.acts, case.books) if clock.promise in ("first", "next", "resolution")]
    clocks = sorted(judged, key=lambda clock: (clock.promise, clock.started_at))
    starts = [(clock.promise, clock.started_at) for clock in clocks]
    if starts != [(one.promise, one.started_at) for one in counted]:
        yield f"started: {starts}, counted {[(one.promise, one.started_at) for one in counted]}"
        return
    for one, clock in zip(counted, clocks, strict=True):
        state = clock.state_at(case.now)
        due = clock.due_at if clock.ended_at is None else clock.breached_at
        if clock.ended_at is None:
            clock.reach(case.now)
        found = (str(state), clock.paused // MINUTE, due)
        expected = (one.state, one.paused, one.due_at)
        if found != expected:
            yield f"{one.promise} from {one.started_at}: {found}, counted {expected}"
        if state != ClockState.BREACHED and clock.used // MINUTE != one.used:
            yield f"{one.promise} from {one.started_at}: used {clock.used}, counted {one.used}"
