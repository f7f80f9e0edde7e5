"""Everything that happened in some channels as plain rows, and how one number is held against a walk over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median
from typing import Any

import pytest

from accounts.models import Department, Event, Member, Membership
from inbox.models import AskedDepartment, Conversation, Escalation, Message, Post, Segment
from reports.metrics.catalogue import METRICS
from reports.metrics.number import Number
from reports.scope import Scope
from tests.reports import brute

ENOUGH = 5
FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
SEEN: set[str] = set()
"""Keys of the numbers that were held against a walk."""
TOLD_OF: set[str] = set()
"""Those of them that came to anything at all."""
type Within = Callable[[datetime], bool]


@dataclass(frozen=True)
class Hold:
    """A department held it; from when it came, for none."""

    department: int
    since: datetime | None
    until: datetime | None


@dataclass
class Told:
    """Everything that happened, as plain rows."""

    rows: dict[int, Conversation]
    parts: dict[int, Conversation]
    said: dict[int, list[Message]]
    held: dict[int, list[Hold]]
    over: dict[int, list[tuple[datetime, datetime]]]
    """When each was resolved."""
    waits: dict[int, list[brute.Row]]
    resolved: dict[int, brute.Case]
    asks: list[Escalation]
    posts: list[Post]
    sales: dict[bool, int]
    """Before April, and from then on."""
    seen: set[int]
    """Conversations that the reader may open, which are more than those that count for them."""

    def holder(self, place: int, at: datetime) -> int:
        """Which department held it then."""
        for one in self.held[place]:
            if one.until is None or at < one.until:
                return one.department
        raise AssertionError

    def theirs(self, place: int) -> list[Message]:
        """What people outside said in it."""
        return [one for one in self.said[place] if not one.is_ours]

    def whole(self, place: int) -> int:
        """Where it is now."""
        row = self.parts.get(place)
        return place if row is None else self.whole(row.survivor_id or 0)

    def counted(self) -> list[brute.Row]:
        """What the journal alone tells of them."""
        begun = [self.resolved[place] for place in self.rows if self.resolved[place].posts]
        return [row for case in begun for row in brute.rows_of(case)]

    def read_by(self, reader: Member, departments: Iterable[Department]) -> tuple[Told, set[int]]:
        """The same as far as it counts for a reader, and the departments whose reports they may read."""
        own = set(Membership.objects.filter(member=reader).values_list("department_id", flat=True))
        if reader.is_administrator:
            return self, {one.pk for one in departments}
        known = own | {one.pk for one in departments if not one.is_closed}
        rows = {pk: row for pk, row in self.rows.items() if not row.is_closed or row.department_id in own}
        asked = set(AskedDepartment.objects.filter(department__in=own).values_list("conversation_id", flat=True))
        given = {pk for pk, row in self.rows.items() if row.assignee_id == reader.pk}
        open_to = [one for one in self.asks if {one.from_department_id, one.to_department_id} <= known]
        asks = [one for one in open_to if one.conversation_id in rows]
        return replace(self, rows=rows, asks=asks, seen=set(rows) | (set(self.rows) & (asked | given))), known


def tell(channels: list[int], sales: dict[bool, int]) -> Told:
    """Read every row once."""
    found = list(Conversation.objects.filter(channel__in=channels))
    rows = {row.pk: row for row in found if row.survivor_id is None}
    parts = {row.pk: row for row in found if row.survivor_id is not None}
    said: dict[int, list[Message]] = defaultdict(list)
    messages = Message.objects.filter(conversation__in=rows, is_context=False, is_listening=False)
    for one in messages.select_related("author__contact").order_by("sent_at", "external_id"):
        said[one.conversation_id].append(one)
    events = journal(channels)
    held = {place: holders(place, events) for place in (*rows, *parts)}
    cases = brute.cases([event for event in events if not event["data"].get("listening")], answers(channels))
    for place, case in cases.items():
        case.holders = [(one.since, one.department) for one in held[place]]
        case.opened = rows[place].opened_at
    ordered = {place: sorted(case.posts.values(), key=lambda post: post.at) for place, case in cases.items()}
    waits = {place: brute.waits(cases[place], posts) for place, posts in ordered.items() if posts}
    asks = list(Escalation.objects.filter(conversation__in=rows).exclude(state="withdrawn"))
    posts = list(Post.objects.filter(channel__in=channels).select_related("channel"))
    over = {pk: spells(row, events, said[row.survivor_id or pk]) for pk, row in (rows | parts).items()}
    return Told(rows, parts, said, held, over, waits, cases, asks, posts, sales, set(rows))


def journal(channels: list[int]) -> list[dict[str, Any]]:
    """The journal of some channels as plain facts."""
    return [
        {
            **{"id": event.pk, "conversation": event.conversation_id, "verb": event.verb, "at": event.occurred_at},
            **{"data": event.data, "department": event.department_id, "subject": event.subject_id},
            "rule": event.actor_kind == "rule",
        }
        for event in Event.objects.filter(channel_id__in=channels).order_by("pk")
    ]


def answers(channels: list[int]) -> dict[int, int]:
    """Whom each message answers."""
    messages = list(Message.objects.filter(channel__in=channels))
    numbers = {(message.channel_id, message.external_id): message.pk for message in messages}
    return {one.pk: numbers.get((one.channel_id, one.parent_external_id), 0) for one in messages}


def holders(place: int, events: list[dict[str, Any]]) -> list[Hold]:
    """Who held it; who did so only until rules led it on, before any person moved it, never did."""
    found = [
        Hold(one.department_id, one.started_at, one.ended_at)
        for one in Segment.objects.filter(conversation=place).order_by("pk")
    ]
    moves = [
        event["rule"]
        for event in events
        if event["conversation"] == place and event["verb"] in ("conversation.move", "escalation.accept")
        if "after" in event["data"]
    ]
    led = moves.index(False) if False in moves else len(moves)
    return [replace(found[led], since=None), *found[led + 1 :]]


def again(event: dict[str, Any]) -> bool:
    """Whether what was resolved is needed again."""
    return bool(event["verb"] == "conversation.reopen" and event["data"]["before"] == "resolved")


def spells(row: Conversation, events: list[dict[str, Any]], said: list[Message]) -> list[tuple[datetime, datetime]]:
    """From each resolution until the journal, a merge, or what they wrote opened it again."""
    found: list[tuple[datetime, datetime]] = []
    own = [one for one in events if one["conversation"] == row.pk]
    marks = [one for one in own if one["verb"] == "conversation.resolve" or again(one)]
    for one in [one for one in own if one["verb"] == "conversation.undo" and one["data"]["before"] == "resolved"]:
        done = [mark for mark in marks if mark["verb"] == "conversation.resolve" and mark["id"] < one["id"]]
        marks.remove(done[-1])
    while marks:
        start = marks.pop(0)
        if start["verb"] != "conversation.resolve":
            continue
        after = marks[0] if marks else None
        if after is not None and after["verb"] == "conversation.reopen":
            found.append((start["at"], after["at"]))
        elif after is None and row.resolved_at:
            found.append((row.resolved_at, FOREVER))
        else:
            last = after["id"] if after else 10**12
            ends = [e["at"] for e in own if e["verb"] == "conversation.merge" and start["id"] < e["id"] < last]
            ends += [one.sent_at for one in said if not one.is_ours and one.sent_at > start["at"]]
            found += [(start["at"], ends[0])] if ends else []
    return found


def number(key: str, scope: Scope) -> Number:
    """One number as the product counts it; remembered as held against a walk."""
    SEEN.add(key)
    found = METRICS[key].compute(scope)
    if found.value or sum(amount for _currency, amount in found.amounts):
        TOLD_OF.add(key)
    return found


def check_count(key: str, scope: Scope, count: int, behind: set[int]) -> None:
    """A count, and exactly its conversations."""
    assert number(key, scope).value == count, f"{key} {scope}"
    check_behind(key, "all", scope, behind)


def check_share(key: str, scope: Scope, part: int, of: int) -> None:
    """A share, or too little to tell."""
    found = number(key, scope)
    expected = pytest.approx(part / of) if of >= ENOUGH else None
    assert (found.samples, found.value) == (of, expected), f"{key} {scope}"


def check_times(key: str, scope: Scope, counted: list[tuple[int, float]]) -> None:
    """Median and nine in ten of seconds, and the conversations in which they were measured."""
    found = number(key, scope)
    times = [seconds for _place, seconds in counted]
    expected = (median(times), brute.percentile(times, 0.9)) if len(times) >= ENOUGH else (None, None)
    assert (found.samples, found.value, found.p90) == (len(times), *map(near, expected)), f"{key} {scope}"
    check_behind(key, "all", scope, {place for place, _seconds in counted})


def near(value: float | None) -> Any:
    """The same, but for how computers round."""
    return None if value is None else pytest.approx(value)


def check_behind(key: str, name: str, scope: Scope, places: set[int]) -> None:
    """A click opens exactly the conversations that were counted."""
    found = set(METRICS[key].conversations(scope, name).values_list("pk", flat=True))
    assert found == places, f"{key} {name} more {found - places} less {places - found} {scope}"
