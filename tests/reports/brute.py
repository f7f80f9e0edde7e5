"""The figures of reports worked out the slow way, from lists of what happened; shares no code with the product.

It knows the journal as plain dictionaries, and of each message whom it answers; nothing of rows or samples.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass
class Post:
    """One message as it became known."""

    number: int
    at: datetime
    ours: bool
    answers: int
    removed: datetime | None = None
    settled: datetime | None = None
    outcome: str = ""
    by: int = 0
    """Which resolution settled it."""


@dataclass
class Case:
    """One conversation as the list of events leaves it."""

    number: int
    opened: datetime
    holders: list[tuple[datetime | None, int]]
    posts: dict[int, Post] = field(default_factory=dict)
    resolved: list[tuple[datetime, datetime | None, int, str]] = field(default_factory=list)
    again: list[tuple[datetime, int]] = field(default_factory=list)
    since: datetime | None = None
    last: tuple[int, datetime] | None = None
    part_of: int = 0

    def holder(self, at: datetime | None) -> int:
        """Who held it then; who holds it, for none."""
        found = self.holders[0][1]
        for since, department in self.holders:
            if at is None or since is None or since <= at:
                found = department
        return found


@dataclass(frozen=True)
class Row:
    """What was counted, in which conversation, when, for whom, how long it took, and how it ended."""

    what: str
    case: int
    at: datetime
    department: int
    seconds: int | None = None
    how: str = ""


def cases(events: Iterable[dict[str, Any]], answers: dict[int, int]) -> dict[int, Case]:
    """Everything that happened, put into conversations."""
    found: dict[int, Case] = {}
    for event in events:
        place, verb, at, data = event["conversation"], event["verb"], event["at"], event["data"]
        if verb == "conversation.open":
            found[place] = Case(place, at, [(None, event["department"])])
            continue
        if place not in found:
            continue
        case = found[place]
        if verb == "message.receive":
            while case.part_of:
                case = found[case.part_of]
            case.posts[event["subject"]] = Post(event["subject"], at, data["ours"], answers.get(event["subject"], 0))
        elif verb == "message.remove":
            for other in found.values():
                if event["subject"] in other.posts:
                    other.posts[event["subject"]].removed = at
        elif verb == "conversation.move":
            case.holders.append((at, data["after"]))
        elif verb == "conversation.merge":
            part = found[data["part"]]
            part.part_of = place
            case.posts |= part.posts
        else:
            file(case, event)
    for case in found.values():
        case.opened = min((post.at for post in case.posts.values()), default=case.opened)
    return {number: case for number, case in found.items() if not case.part_of}


def file(case: Case, event: dict[str, Any]) -> None:
    """Resolve, reopen, take back."""
    verb, at, data = event["verb"], event["at"], event["data"]
    if verb == "conversation.resolve":
        case.resolved.append((at, case.since, event["department"], data["outcome"]))
        case.last = (event["id"], at)
        for post in case.posts.values():
            if not post.ours and post.settled is None:
                post.settled, post.outcome, post.by = at, data["outcome"], event["id"]
    elif verb == "conversation.reopen" and data["before"] == "resolved":
        case.again.append((at, event["department"]))
        if "cause" not in data:
            unsettle(case)
        case.since = at
        case.last = None
    elif verb == "conversation.undo" and data["before"] == "resolved":
        case.resolved.pop()
        unsettle(case)
        case.last = None


def unsettle(case: Case) -> None:
    """What the last resolution settled waits again."""
    for post in case.posts.values():
        if case.last and post.by == case.last[0]:
            post.settled, post.outcome, post.by = None, "", 0


def rows_of(case: Case) -> list[Row]:
    """Everything that is counted in one conversation."""
    posts = sorted(case.posts.values(), key=lambda post: post.at)
    found = [Row("conversation", case.number, posts[0].at, case.holder(posts[0].at), len(posts))]
    for post in posts:
        found.append(Row("outbound" if post.ours else "inbound", case.number, post.at, case.holder(post.at)))
        replies = [o.at for o in posts if o.ours and o.removed is None and o.answers == post.number]
        if replies and not post.ours:
            took = round((min(replies) - post.at).total_seconds())
            found.append(Row("direct", case.number, post.at, case.holder(min(replies)), max(took, 0)))
    for at, since, department, outcome in case.resolved:
        took = round((at - (since or case.opened)).total_seconds())
        found.append(Row("resolved", case.number, at, department, max(took, 0), outcome))
    found += [Row("reopened", case.number, at, department) for at, department in case.again]
    return found + waits(case, posts)


def waits(case: Case, posts: list[Post]) -> list[Row]:
    """By the answer that came next after each question; then split where everything before was over."""
    answers = [post.at for post in posts if post.ours and post.removed is None]
    by_answer: dict[datetime | None, list[Post]] = defaultdict(list)
    for post in posts:
        if not post.ours:
            by_answer[next((at for at in answers if at >= post.at), None)].append(post)
    spells: list[tuple[datetime, datetime | None, str]] = []
    for answer, asked in by_answer.items():
        run: list[Post] = []
        for post in asked:
            if run and all(any(end <= post.at for end in ends(one)) for one in run):
                spells.append(without_answer(run))
                run = []
            run.append(post)
        standing = [p for p in run if p.removed is None or (answer is not None and p.removed >= answer)]
        if answer is not None and standing:
            spells.append((standing[0].at, answer, "answered"))
        elif answer is not None:
            spells.append((run[0].at, max(p.removed for p in run if p.removed), "unneeded"))
        else:
            spells.append(without_answer(run))
    return numbered(case, posts, sorted(spells, key=lambda spell: spell[0]))


def ends(post: Post) -> list[datetime]:
    """When it stopped asking for something."""
    return [at for at in (post.settled, post.removed) if at is not None]


def without_answer(run: list[Post]) -> tuple[datetime, datetime | None, str]:
    """They wait, or something else put an end to it."""
    waiting = [post for post in run if not ends(post)]
    if waiting:
        return waiting[0].at, None, "waiting"
    settled = [p for p in run if p.settled and not (p.removed and p.removed <= p.settled)]
    if not settled:
        return run[0].at, max(p.removed for p in run if p.removed), "unneeded"
    last = max(settled, key=lambda p: p.settled or p.at)
    how = "settled" if last.outcome in ("answered", "handed_over") else "unneeded"
    return settled[0].at, last.settled, how


def numbered(case: Case, posts: list[Post], spells: list[tuple[datetime, datetime | None, str]]) -> list[Row]:
    """The first that asked for something is the first response, where they began."""
    found = []
    fresh = not posts[0].ours
    for since, until, how in spells:
        took = None if until is None else max(0, round((until - since).total_seconds()))
        found.append(Row("first" if fresh else "next", case.number, since, case.holder(until), took, how))
        fresh = fresh and how == "unneeded"
    needed = [spell for spell in spells if spell[2] != "unneeded"]
    if needed:
        hows = [how for _since, _until, how in needed]
        how = "waiting" if "waiting" in hows else "settled" if "settled" in hows else "answered"
        until = needed[-1][1]
        took = None if until is None else max(0, round((until - needed[0][0]).total_seconds()))
        found.append(Row("full", case.number, needed[0][0], case.holder(until), took, how))
    return found


def within(rows: Iterable[Row], first: date, last: date, zone: str, departments: set[int]) -> list[Row]:
    """Those of some days on the wall of a zone, and of these departments."""
    place = ZoneInfo(zone)
    return [r for r in rows if first <= r.at.astimezone(place).date() <= last and r.department in departments]


def percentile(values: list[int], share: float) -> float | None:
    """Interpolated between neighbours."""
    if not values:
        return None
    ordered = sorted(values)
    where = share * (len(ordered) - 1)
    low, high = math.floor(where), math.ceil(where)
    return ordered[low] + (ordered[high] - ordered[low]) * (where - low)
